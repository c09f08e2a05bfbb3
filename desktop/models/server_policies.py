"""What a PostgreSQL server lets whom do with which table: made from each model's reach, so that none is forgotten."""

import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from desktop import models
from desktop.models.base import Filed, Guarded, Internal, Open, Owned, Plain, Table, Through
from desktop.models.server_appraisal import RULES as APPRAISAL_RULES
from desktop.models.server_blobs import RULES as BLOB_RULES
from desktop.models.server_pages import RULES as PAGE_RULES
from desktop.models.server_roles import Roles
from desktop.models.server_rules import RULES, Rule
from desktop.rules.rights import Right, Scope

YES, NO = "true", "false"


class Policy(NamedTuple):
    """One permissive policy: a verb, the roles it holds for, the rows as they are and as they become."""

    verb: str
    roles: Sequence[str]
    using: str = ""
    check: str = ""


def tables() -> list[Any]:
    """The models that are tables, those that nothing has used so far too; what others are made from is none."""
    for found in pkgutil.iter_modules(models.__path__):
        if not found.ispkg:
            import_module(f"{models.__name__}.{found.name}")

    def below(model: type[Plain] | type[Table]) -> list[Any]:
        kinds = model.__subclasses__()
        return [table for kind in kinds for table in below(kind)] if kinds else [model]

    return sorted({*below(Table), *below(Plain)}, key=lambda model: str(model._meta.table_name))


def statements(roles: Roles) -> Iterator[str]:
    """Rights and policies of all tables, to be run after the old ones were dropped."""
    for model in tables():
        name = model._meta.table_name
        policies = list(policies_of(model, roles))
        yield from _grants(model, policies, roles)
        for number, policy in enumerate(policies):
            parts = [f'CREATE POLICY "{policy.verb.casefold()}_{number}" ON "{name}" FOR {policy.verb}']
            parts.append(f"TO {', '.join(policy.roles)}")
            parts += [f"USING ({policy.using})"] if policy.using else []
            parts += [f"WITH CHECK ({policy.check})"] if policy.check else []
            yield " ".join(parts)
        yield f'CREATE POLICY copied ON "{name}" FOR SELECT TO {roles.copier} USING (true)'
        yield f'GRANT SELECT ON "{name}" TO {roles.copier}'
        # at the end: while they hold, the server learns all policies of a table anew for each that is added
        yield f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY'


def _grants(model: Any, policies: Iterable[Policy], roles: Roles) -> Iterator[str]:
    """The rights on a table are those that some policy narrows; a rule may narrow them to columns or to a level."""
    name, rule = model._meta.table_name, rule_of(model)
    holders = ", ".join(roles.level(level) for level in (2, 3) if level >= rule.level) if rule.level else roles.user
    for verb in sorted({policy.verb for policy in policies}):
        named = rule.columns.get(verb, ())
        if verb == "UPDATE" and not named:
            # by its columns, since whoever may change a table as such may also lock it against everybody
            named = [f'"{field.column_name}"' for field in model._meta.sorted_fields]
        columns = f" ({', '.join(named)})" if named else ""
        yield f'GRANT {verb}{columns} ON "{name}" TO {holders}'
    if rule.door:
        yield f'GRANT SELECT ON "{name}" TO {roles.door}'


def policies_of(model: Any, roles: Roles) -> Iterator[Policy]:
    rule = rule_of(model)
    if rule.policies is not None:
        yield from (_filled(policy, roles) for policy in rule.policies)
        return
    match model.REACH:
        case Open(written=written):
            yield Policy("SELECT", [roles.user, *([roles.door] if rule.door else [])], YES)
            yield from _written_by(_all_groups(written, roles), [roles.user])
        case Guarded(right=right, written=written):
            readers = _all_groups((right,), roles)
            yield Policy("SELECT", readers, YES)
            yield from _written_by(_all_groups(written, roles), readers)
        case Owned(right=right):
            for scope, group in roles.groups_of(right).items():
                seen = _within(right, scope)
                yield Policy("SELECT", [group], seen)
                # whoever sees a row may lock it; a trigger keeps him from changing it
                yield Policy("UPDATE", [group], seen, YES)
            yield Policy("INSERT", _all_groups((Right.ENTER_CLIENTS, Right.IMPORT_CLIENTS), roles), check=YES)
        case Through(column=column, written=written):
            yield from _through(model, column, written, roles)
        case Filed(column=column, right=right, written=written):
            yield from _filed(model, column, right, written, rule, roles)
        case Internal():
            raise TypeError(f"{model.__name__} needs a rule: who may read and write it on a server")
    yield from (_filled(policy, roles) for policy in rule.more)


def _through(model: Any, column: str, written: Sequence[Right], roles: Roles) -> Iterator[Policy]:
    foreign = model._meta.fields[column]
    parent, here = foreign.rel_model, f'"{model._meta.table_name}".{foreign.column_name}'
    key = parent._meta.primary_key.column_name
    there = f'EXISTS (SELECT 1 FROM "{parent._meta.table_name}" p WHERE p.{key} = {here}'
    for scope, group in roles.groups_of(parent.REACH.right).items():
        # of whoever sees all, nothing needs to be asked
        yield Policy("SELECT", [group], YES if scope is Scope.ALL else f"{there})")
    for right in written:
        for scope, group in roles.groups_of(right).items():
            held = f"{there} AND {_within(right, scope, 'p.')})" if scope is not Scope.ALL else f"{there})"
            yield Policy("INSERT", [group], check=held)
            yield Policy("UPDATE", [group], held, held)
            if "withdrawn_at" not in model._meta.fields:
                yield Policy("DELETE", [group], held)


def _filed(model: Any, column: str, right: Right, written: Sequence[Right], rule: Rule, roles: Roles
           ) -> Iterator[Policy]:  # fmt: skip
    foreign = model._meta.fields[column]
    parent, here = foreign.rel_model, f'"{model._meta.table_name}".{foreign.column_name}'
    of_client = f'EXISTS (SELECT 1 FROM "{parent._meta.table_name}" p WHERE p.id = {here}'
    # whoever sees all files is not asked after each
    all_files = f"(SELECT cf.has('{parent.REACH.right.value.replace('.', '_')}_all'))"
    more = f" AND {rule.seen}" if rule.seen else ""
    added = f" AND {rule.added}" if rule.added else ""
    for scope, group in roles.groups_of(right).items():
        if scope is Scope.ALL:
            yield Policy("SELECT", [group], f"({here} IS NULL OR {all_files} OR {of_client})){more}")
        else:
            yield Policy("SELECT", [group], f"({here} IS NULL OR {of_client} AND {_within(right, scope, 'p.')})){more}")
    for writing in written:
        for scope, group in roles.groups_of(writing).items():
            narrowed = f" AND {_within(writing, scope, 'p.')}" if scope is not Scope.ALL else ""
            held = f"{here} IS NULL OR {of_client}{narrowed})"
            yield Policy("INSERT", [group], check=f"({held}){added}")
            # said again: an update that names no column is not asked what it sees
            yield Policy("UPDATE", [group], f"({held}){more}", held)


def _written_by(writers: Sequence[str], readers: Sequence[str]) -> Iterator[Policy]:
    if not writers:
        return
    yield Policy("INSERT", writers, check=YES)
    yield Policy("UPDATE", writers, YES, YES)
    # whoever reads a row may lock it, so that what he concludes from it holds until his commit
    yield Policy("UPDATE", readers, YES, NO)


def _within(right: Right, scope: Scope, row: str = "") -> str:
    """The condition on a client file that it lies within a scope. `(SELECT …)` is asked once for each question."""
    if scope is Scope.ALL:
        return YES
    parts = [f"{row}owner_id = (SELECT cf.me())", f"{row}deputy_id = (SELECT cf.me())"]
    if scope is Scope.DEPARTMENT:
        parts.append(f"{row}department_id = (SELECT cf.department())")
    # seen are also the clients one meets
    beside = "met" if right is Right.SEE_CLIENTS else "handed"
    parts.append(f"{row}id = ANY ((SELECT cf.{beside}())::uuid[])")
    return f"({' OR '.join(parts)})"


def _all_groups(rights: Iterable[Right], roles: Roles) -> list[str]:
    return list(dict.fromkeys(group for right in rights for group in roles.groups_of(right).values()))


def rule_of(model: Any) -> Rule:
    """What is said of a table besides its reach."""
    name = model._meta.table_name
    return RULES.get(name) or APPRAISAL_RULES.get(name) or BLOB_RULES.get(name) or PAGE_RULES.get(name) or Rule()


def _filled(policy: Sequence[str], roles: Roles) -> Policy:
    verb, whom, using, check = (*policy, "", "")[:4]
    named: list[str] = []
    for one in whom.split():
        right, _colon, scope = one.partition(":")
        if "." not in right:
            named.append(roles[right])
        elif scope:
            named.append(roles.group(Right.of(right), Scope[scope.upper()]))
        else:
            named += _all_groups((Right.of(right),), roles)
    return Policy(verb, named, using, check)
