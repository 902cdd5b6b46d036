"""Rules about what people are asked: for experience, not for advice, agreement or tasks."""

from __future__ import annotations

from collections.abc import Iterator

from juncture.engine.wording.design.finding import Edit, Mend, Path, Seen, rule
from juncture.engine.wording.design.plan import Plan, Prompt
from juncture.engine.wording.design.words import first_hit, questions_in

MOST_PROMPTS = 5
MOST_WORDS = 45
MOST_QUESTIONS = 2


@rule(
    "asks-for-advice",
    "It asks for advice.",
    "What worked for one travels badly without stage, structure and constraints; experience brings them along.",
    "Ask what happened where they are.",
)
def asks_for_advice(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "advice", text):
            yield _asked(at, hit, "What happened when you stood before something like this?")


@rule(
    "asks-for-consensus",
    "It asks the group to agree.",
    "Asked to agree, people stop saying where they differ (Postmes, Spears, Cihangir 2001).",
    "Ask where they see it differently.",
)
def asks_for_consensus(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "consensus", text):
            yield _asked(at, hit, "Where do you see it differently, and what in your place makes it so?")


@rule(
    "asks-for-the-best",
    "It asks for the best way.",
    "The best way has no place, no size and no price; the choice somebody made has all three.",
    "Ask what they chose and what they gave up for it.",
)
def asks_for_the_best(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "best", text):
            yield _asked(at, hit, "What did you choose, and what tradeoff did you accept?")


@rule(
    "assigns-tasks",
    "It hands out tasks.",
    "A list of tasks is kept for the group and dropped at the desk; an orientation belongs to the person.",
    "Ask what they see differently, and what would make them look at it again.",
)
def assigns_tasks(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "tasks", text):
            yield _asked(at, hit, "What do you see differently now?")


@rule(
    "says-should",
    "A question says “should”.",
    "“Should” asks for a rule; “did” asks for what happened.",
    "Ask what they did, and what they saw.",
)
def says_should(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "should", text):
            yield _asked(at, hit, "What did you do, and what did you see?")


@rule(
    "ranks-approaches",
    "It asks for a vote or an order.",
    "An order hides under which conditions each of them holds.",
    "Ask where each would hold.",
)
def ranks_approaches(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "ranking", text):
            yield _asked(at, hit, "Under which conditions would each of these hold?")


@rule(
    "leads-the-answer",
    "The question knows its answer.",
    "People hear what is wanted and give it.",
    "Ask it so that you would be glad of either answer.",
)
def leads_the_answer(plan: Plan) -> Iterator[Seen]:
    for at, text in plan.texts():
        if hit := first_hit(plan, "leading", text):
            yield Seen(at, f"“{hit}” shows which answer is hoped for.")


@rule(
    "answered-with-yes",
    "The question can be answered with yes or no.",
    "After yes or no somebody has to ask again, and the time is gone.",
    "Begin with what, when, where or how.",
)
def answered_with_yes(plan: Plan) -> Iterator[Seen]:
    for _, prompt in plan.prompts():
        alone = prompt.text.endswith("?") and prompt.text.count("?") == 1
        if alone and (hit := first_hit(plan, "closed", prompt.text)):
            yield Seen((*prompt.at, prompt.text_field), f"“{hit} …” asks for yes or no.")


@rule(
    "several-questions-in-one",
    "One prompt asks several things.",
    "People answer the last of them, or the easiest.",
    "Make each its own prompt.",
)
def several_questions_in_one(plan: Plan) -> Iterator[Seen]:
    for _, prompt in plan.prompts():
        if (asked := questions_in(plan, prompt.text)) > MOST_QUESTIONS:
            yield Seen((*prompt.at, prompt.text_field), f"{asked} questions at once.")


@rule(
    "prompt-too-long",
    "A prompt is too long to keep in mind.",
    "While people reread the question they don't write.",
    "Say it in one sentence and put the rest into help.",
)
def prompt_too_long(plan: Plan) -> Iterator[Seen]:
    for _, prompt in plan.prompts():
        if (words := len(prompt.text.split())) > MOST_WORDS:
            yield Seen((*prompt.at, prompt.text_field), f"{words} words.")


@rule(
    "too-many-prompts",
    "A step asks too many things.",
    "A long form gets short answers.",
    "Keep the four that set one approach apart from another: signal, choice, tradeoff, conditions.",
)
def too_many_prompts(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        if len(step.prompts) > MOST_PROMPTS:
            yield Seen(step.at, f"“{step.title}” has {len(step.prompts)} prompts.")


@rule(
    "prompt-without-words",
    "A prompt asks nothing.",
    "People see an empty line and wonder what belongs there.",
    "Write the question, or take the prompt out.",
)
def prompt_without_words(plan: Plan) -> Iterator[Seen]:
    for step, prompt in plan.prompts():
        if not prompt.text:
            mend = Mend("Take it out.", (Edit("remove", prompt.at),))
            yield Seen(prompt.at, f"A prompt of “{step.title}” has no words.", mend)


@rule(
    "choice-without-tradeoff",
    "It asks what people chose and not what they gave up.",
    "Without its price a choice looks like good advice.",
    "Ask for the tradeoff beside the choice.",
)
def choice_without_tradeoff(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        kinds = {prompt.kind for prompt in step.prompts}
        if step.writes and kinds & {"choice", "approach"} and not _asks_for_the_price(plan, step.prompts):
            prompt = {"key": "tradeoff", "kind": "tradeoff", "ask": "What tradeoff did you accept?"}
            edit = Edit("insert", (*step.at, "prompts", len(step.prompts)), prompt)
            yield Seen(
                step.at, f"“{step.title}” asks for the choice alone.", Mend("Ask for the tradeoff.", (edit,))
            )


def _asks_for_the_price(plan: Plan, prompts: tuple[Prompt, ...]) -> bool:
    return any(prompt.kind == "tradeoff" or first_hit(plan, "price", prompt.text) for prompt in prompts)


def _asked(at: Path, hit: str, instead: str) -> Seen:
    """A question has a one-tap mend; what the host says to the room is theirs to rewrite."""
    edits = (Edit("set", at, instead),) if "prompts" in at else ()
    return Seen(at, f"“{hit}”", Mend(f"Ask instead: “{instead}”", edits))


RULES = (
    asks_for_advice,
    asks_for_consensus,
    asks_for_the_best,
    assigns_tasks,
    says_should,
    ranks_approaches,
    leads_the_answer,
    answered_with_yes,
    several_questions_in_one,
    prompt_too_long,
    too_many_prompts,
    prompt_without_words,
    choice_without_tradeoff,
)
