"""Charts as neutral drawing lists, made from plain values, that the screen and the sheets paint alike (AP-5).

`scene.Scene` is what a builder returns: marks in the order of drawing, what one can walk to and open, one sentence that
says it all, and the same figures as a table. A builder lays out for a `scene.Room` and is called anew for another size.

- `bullets.bullets`: scores from 0 to 100 with the bands 60 and 80, what they may be, and the median of others;
- `trend.trend`: periods with gaps, and a mark where the formula changed;
- `funnel.funnel`: shares of many people against how many cases they had, with control limits instead of a ranking;
- `waterfall.waterfall`: points earned and lost, adding up to the total;
- `answers.answer_times`: how long answers took, what is unanswered at the edge;
- `spread.spread`: where everybody's scores lie.

No mark says anything by its colour alone, no text is smaller than the room's note, and labels never overlap: one that
finds no place is left out, for the table says it too.
"""
