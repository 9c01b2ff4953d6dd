"""Owns the sentence patterns of the simulated writer. It refuses worn-out phrases, links and invented statistics.

`{a}` and `{b}` are subjects with their article; no pattern asks them to agree with a verb in number.
"""

TITLES = (
    "What {a} taught me about {b}",
    "A year with {a}, honestly told",
    "The slow way to {a}",
    "Notes from a year of {a}",
    "How I stopped worrying about {a}",
    "The part of {a} that nobody shows",
    "What I got wrong about {a}",
    "Small rules for {a}",
)
SUBTITLES = (
    "Three mistakes, one good habit, and what I would tell a friend about {b}.",
    "It took me longer than it should have, mostly because of {b}.",
    "None of it is clever. Most of it I learned from {b}.",
    "A plain account of what held up and what did not, {b} included.",
    "For anyone who has looked at {b} and wondered where to begin.",
)
OPENINGS = (
    "The first time I took {a} seriously, it was because something had already gone wrong.",
    "I put off thinking about {a} for most of a year, and I had good excuses for every month of it.",
    "{when}, I opened my notebook and found the same complaint about {a} on four different pages.",
    "Nobody warns you how much of {a} happens while you are busy with something else.",
    "I used to believe that {a} would sort itself out if I simply worked harder.",
    "There is a photo on my wall from the week when {a} finally made sense to me.",
)
HEADINGS = (
    "Where {a} began to hurt",
    "The week I stopped guessing",
    "What {b} had to do with it",
    "A smaller version first",
    "What I would do again",
    "The part I still find hard",
    "When {a} met real life",
    "Asking people who knew better",
    "The boring habit that held",
    "What changed once {b} came in",
    "Counting what it cost",
    "The mistake I made twice",
)
DETAILS = (
    "{when}, I wrote down every hour that went into {a}, and the total embarrassed me.",
    "{who} watched me struggle with {a} and asked one question that I could not answer.",
    "I had read plenty about {b}, yet none of it told me what to do on an ordinary morning.",
    "The trouble was never {a} in general; it was the third step, the one I always rushed.",
    "We tried to fix {b} with a longer checklist, which nobody opened after the first week.",
    "On paper the plan for {a} fitted on half a page, and that should have made me suspicious.",
    "I kept two columns: what I expected from {a}, and what I found when I looked closely.",
    "By the end of that month I had changed my mind about {b} in {count} small ways.",
    "It sounds obvious now, but I had never asked what {a} looked like for anyone else.",
    "{who} had dealt with {b} for years and kept the whole method on one index card.",
    "Most of the effort went into {b}, and most of the benefit came from somewhere quieter.",
    "I set aside {count} mornings for {a}, with the phone in another room and the door shut.",
    "The first attempt lasted nine days, and then {b} got in the way, as it always had.",
    "What surprised me about {a} was how little of it depended on talent.",
    "There were evenings when {b} felt like a second job with no pay and no colleagues.",
    "I asked {count} people how they handled {a}, and I got {count} answers that hardly overlapped.",
    "The notes from those weeks are messy, but the same three words about {b} come up again and again.",
    "Some of it was plain stubbornness: I wanted {a} to work the way I had pictured it.",
    "{when}, {who} sent me a short message about {b}, and I still have it pinned above the desk.",
    "I measured the wrong thing at first, because the right thing about {a} was awkward to count.",
    "For a while I blamed {b}, which was comfortable and almost entirely unfair.",
    "The difference showed up in small places, such as how calmly I could talk about {a}.",
    "I remember the exact table where {who} explained {b} to me with a pencil and a napkin.",
    "It helped to write the goal for {a} in one line and to read that line aloud.",
    "There was a draft of this story that praised {b} on every page, and it was not true.",
)
TURNS = (
    "Then {b} changed the picture, though not in the way I had hoped.",
    "What finally helped was doing less of {a}, and doing it at the same hour every day.",
    "So I threw the plan away and began again with {b} and nothing else.",
    "The turn came when I let {who} see the unfinished version of {a}.",
    "I could have stopped there, and with {b} I very nearly did.",
    "That was the point at which I stopped defending my first idea about {a}.",
    "It went better as soon as I gave {b} a fixed place in the week.",
    "One evening I cut the work on {a} down to what fitted on a single page.",
    "After that I treated {b} as a question and no longer as a verdict.",
    "The next attempt at {a} was smaller, slower and a great deal more honest.",
)
LESSONS = (
    "If I take one thing from it, it is to give {a} more attention and less effort.",
    "I no longer trust advice about {b} that comes without a story of failure.",
    "The lesson was modest: look at {a} early, while it is still cheap to change your mind.",
    "You can hurry many things, but in my experience {b} will not be among them.",
    "A small promise about {a}, kept daily, beat every large one that I had made.",
    "What looked like a problem with {b} turned out to be a problem with my calendar.",
    "It is easier to be patient with {a} once you have seen someone else begin badly.",
    "I would rather have one clear rule for {b} than a shelf of clever ones.",
    "Good results with {a} came late, and they came without any announcement.",
    "Being wrong about {b} cost me less than pretending to be sure of it.",
    "The people who do {a} well tend to talk about it in short sentences.",
    "I learned to leave {b} alone for a day before deciding anything about it.",
)
ADVICE = (
    "Before you spend money on {a}, spend a week watching how you already deal with it.",
    "Tell one person what you intend to do about {b}, and tell them the date as well.",
    "If your plan for {a} feels too large, halve it, and then halve it once more without shame.",
    "Keep a plain record of {b}, because memory flatters everyone.",
    "Decide in advance what would make you stop with {a}, and write that down too.",
    "Let the first version of {b} be ugly, and show it to somebody kind.",
    "Leave some slack around {a}, since the unexpected has a way of turning up on Thursdays.",
    "Read one good source on {b} twice before you read ten others once.",
    "Do the dull part of {a} first, when you still have the patience for it.",
    "Ask what {b} would look like if it were easy, and try that before anything else.",
)
LIST_LEADS = (
    "Here is what I kept after everything else had fallen away:",
    "These are the few habits that survived the year:",
    "If I had to hand this over tomorrow, I would pass on these points:",
)
LIST_ITEMS = (
    "**Begin small.** One honest hour with {a} tells you more than a weekend of planning.",
    "**Write it down.** A single line about {b} each evening is enough.",
    "**Ask early.** Somebody near you has met {a} before and would be glad to talk.",
    "**Leave room.** Whatever you expect of {b}, add a day.",
    "**Look back.** Once a month, read what you wrote about {a} and smile at it.",
    "**Stop in time.** There is a point after which more work on {b} makes it worse.",
)
QUOTES = (
    "“You do not have to be good at {a} to begin with. You have to be there when it happens.”",
    "“Everyone wants the answer about {b}. Hardly anyone wants to sit with the question.”",
    "“If you can look at {a} and laugh, you are probably paying attention.”",
    "“Take care of {b} on the quiet days, and the loud days will look after themselves.”",
)
CODE_LEADS = (
    "Since a few readers will want something concrete, this is the smallest piece that did its job:",
    "In code the idea is shorter than in prose, so here it is:",
)
CLOSINGS = (
    "I do not think I will ever be finished with {a}, and I have stopped wanting to be.",
    "If you try any of this with {b}, start with the smallest part and tell me how it went.",
    "That is all I know about {a} so far, and next year I expect to disagree with half of it.",
    "For now {b} has its place in the week, and I have my evenings back.",
)
DISCLOSURE = "*I wrote this story with the help of AI and went over every line before publishing it.*"
ABOUT = (
    "{a} also deserves a word here, because it shaped more of this than I first admitted.",
    "I should say something about {a} too, since it came up in nearly every conversation I had.",
    "There is one more thing to add about {a}: I would not leave it out a second time.",
)
WHO = (
    "a neighbour", "my sister", "a former colleague", "an old teacher", "a friend in Lisbon",
    "the youngest on our team", "a retired engineer", "the woman who runs the corner shop",
    "a reader", "my first editor",
)  # fmt: skip
WHEN = (
    "In the third week", "One wet Tuesday", "Late in the spring", "Two months in", "On the first cold morning",
    "Just before the holidays", "After a long train ride", "Somewhere around the tenth attempt",
)  # fmt: skip
COUNT = ("three", "four", "five", "seven", "eleven", "a dozen")
CAPTIONS = ("A first look at {a}", "A quiet hour with {a}", "What {a} came down to", "{a}, on an ordinary day")
SCENES = (
    "a wooden desk by a window with an open notebook", "a quiet street after rain",
    "two people talking over coffee at a small table", "a shelf of well-used tools in warm light",
    "a path through tall grass in the early morning", "an empty workshop before the day begins",
    "a stack of papers beside a green lamp",
)  # fmt: skip
MANNERS = ("soft watercolour", "muted oil pastel", "clean line drawing with two colours", "warm documentary photograph")
CODE = {
    "python": (
        "def review(entries):\n"
        "    kept = [entry for entry in entries if entry.useful]\n"
        "    return sorted(kept, key=lambda entry: entry.day)"
    ),
    "sql": "select day, count(*) as attempts\nfrom journal\nwhere useful\ngroup by day\norder by day;",
    "bash": "set -eu\ncp notes.txt notes.$(date +%F).txt\nsort -u notes.txt > kept.txt",
    "javascript": "const kept = entries\n  .filter((entry) => entry.useful)\n  .sort((a, b) => a.day - b.day);",
    "css": ".note {\n  max-width: 60ch;\n  line-height: 1.6;\n}",
    "html": "<article>\n  <h2>Kept</h2>\n  <p>One line a day.</p>\n</article>",
}
