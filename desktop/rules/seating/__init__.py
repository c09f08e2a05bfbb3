"""Who sits where: shapes of tables, etiquette, rules between people, proposals, repair, undoing, all as plain values.

What a caller needs (SE-1 to SE-6, SE-8), in the order in which a plan comes to be:

- `shapes.form(shape, seats)` makes a table; `shapes.places`, `neighbours` and `opposite` say where its seats stand
  about its middle, in mm and degrees clockwise from up the drawing. Seat 0 is the main seat at the top; the next number
  sits at one's left hand, so numbers run clockwise. Left and right are those of who sits there (decision 6).
- `packs.read_folder(resource("etiquette"))` reads the etiquette once; the house hands it in, for rules know no folders.
  `roles.table_roles` gives the roles of one table, `packs.checked_row` checks a house's own row before it is kept.
- `plan.Plan` holds people, tables, seating, pins and rules; `plan.checked` refuses what is unsound. A plan needs its
  roles before it is judged or proposed for: `etiquette.with_roles(plan, pack)`. `checking.implied_rules(people)` are
  the rules that follow from what people are; a caller adds them to the office's own.
- `checking.verdict(plan, person, seat)` judges a seat while somebody is dragged, `checking.issues(plan)` is the strip
  of all that is amiss. Both take `knows`, which says of a rule whether the reader may know it: of the others a sentence
  names the number alone. What is secret has to be kept back there, not on the screen.
- `proposing.propose(plan, seed=…)` gives three alternatives with moves and a sentence for each seat. It takes seconds
  with many tables and belongs into an errand: `progress` tells how far it is, and stops it by raising.
- `repairing.repair(plan, gone)` mends a plan after a cancellation.
- `edits.apply(plan, command)` is how people change a plan, by one of `commands`; the `Change` it returns is kept in a
  `changes.History` and taken back by `changes.perform(plan, change.inverse)`, or a `Clash` where a colleague has
  changed the same seats since.
- `rooms` measures: `narrow_aisles` (900 mm is a default), `next_table_seat` for arrow keys, `clock` for the kitchen
  sheet, `box`, `ranked_tables`. `elements` is what stands there besides tables. `arranging` says where dragged tables
  stop, and aligns and spreads them; `grouping.group_of` whom to place together.

Sentences are `sentences.Sentence`: `str()` says one in the language of the screen, `within` in that of a print.
"""
