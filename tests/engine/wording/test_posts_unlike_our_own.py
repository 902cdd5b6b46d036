"""Shapes of posts the coach meets: headings, one way to take or leave, long lead-ins, proposals, things settled."""

import pytest

from juncture.engine.wording import read_statement

OPEN = {
    "a heading that sets one thing against another": "Newsletter vs. podcast\nWe have four hours a week for one. "
    "Our readers are loyal and few. In your experience, which of the two reaches new people?",
    "one way to take or leave": "should i quit my phd?",
    "a choice in the last sentence of many": "I have run the group for six years. It began in my kitchen. We are forty "
    "now and meet in the library. The library wants a contract with a named person in it. I never wanted to be that "
    "person. My knees are bad too. Is it time to hand it over, or do I sign for one more year?",
    "a list of ways": "Three options: hire a manager, contract an agency, or keep doing it myself on Sundays.",
    "a lean that asks what speaks against it": "I'm leaning towards closing the chat, since the same people talk "
    "there. Am I missing something? What would you do?",
    "English that isn't the writer's first": "Do we write the announcements in simple English only or we translate in "
    "four languages, what takes Ana two days each time?",
    "two sentences with an or between them": "We could raise the ticket price. Or we find a sponsor.",
    "an aside with a mark of its own": "Do we pay one of the coordinators (which one?!) or spend it on travel for all?",
    "two things, more said of the second": "English everywhere, or three language groups that hardly meet?",
    "a second way put as a question": "A rewrite is a year. Or I write only the twenty task pages?",
    "one of two that can be carried": "The contest again or a council of fifteen. I can carry one of the two.",
    "no apostrophes": "i dont know, better to make a meeting every month with few people or one big in the year",
    "a heading that asks about one way": "Retire the old format?\nHardly anybody uses it. Some plugins still do.",
    "ways asked about one after the other": "Do we stay in the church hall? Rent a room at the school? Meet online?",
    "answers offered after how long": "How long should we keep the recordings? For one season, or until somebody asks?",
    "which of ours": "Which of our two groups do we stop running, Tuesdays or Sundays?",
    "what one way would take": "Rewriting the handbook would take two of us until summer. The old one works, but "
    "nobody reads it and we lose a day a week to it.",
    "no idea which": "I finish in June and have no idea which team to join. I am afraid that I would forget half "
    "of it in the first, and that the second would burn me out.",
    "in between": "The board wants numbers every month, the members want to be left alone. I sit in between.",
    "two things one does, with a vs between": "Thinking about hiring a second organiser vs giving the budget to the "
    "chapters. The board wants a plan by 15 January.",
    "torn, and between what": "We are torn: rewrite the handbook, or keep patching the old one.",
    "it is either": "It's either raising the price or cutting the Tuesday calls, and I hate both.",
    "ways with letters": "Option A: one big fair. Option B: six small days. A gets the sponsors. We have 40k.",
    "one idea and another": "Our maintainers burn out. One idea is to pay them a stipend, another to limit the scope. "
    "Money is tight until the grant decision in March.",
    "no question mark": "should we pay our moderators",
    "no question mark, and more lines": "Should I charge for the workshop\nNine people asked me to run it again.",
    "wisdom asked for": "Do you think it's wise to let competitors into our user group?",
}
NOT_OPEN = {
    "a bare proposal": "Proposal: drop support for the old format in the next release. It blocks two features.",
    "a wish": "It would be nice if the calendar showed the week numbers.",
    "a fact asked": "Is it legal to film a meetup in a library, or are there rules for it?",
    "help asked without ways to go": "I was promoted but didn't get a raise or a new title. What do I do?",
    "advice to somebody else": "You should talk to her first. If she says no, you can ask the board or the office.",
    "an error": "When I run the import it fails with a timeout or an empty page. Does anyone know why?",
    "a past choice told": "I accepted the offer from the bank yesterday and start in January.",
    "a way offered to somebody else": "Walking helps most people. Or the patches, which they sell in every shop.",
    "a question that somebody else is quoted with": "So many letters boil down to "
    '"should I ask them or leave it as it is?" Ask them. It is your job, and it always was.',
    "a request with an either in it": "I'd like to move the archive. Would you please agree, or tell me why not?",
    "a fact with an or in it": "Great handbook! Will it be printed only in English or can we read it in Dutch, too?",
    "a guess": "I was interviewed last Monday and heard nothing since. Should I assume that somebody else was chosen?",
    "a noun that looks like a verb": "Shift plans - who writes yours?\nOurs takes an evening, and somebody grumbles.",
    "torn down": "Our hall is being torn down, so the choir and I need to find a new home. Wish us luck.",
    "a feeling": "Everybody wants to come along now and asks me things. Is it wrong of me to be annoyed by this?",
    "at least two people": "Notes for organisers: ten meetings a year, and at least two people who can open the room.",
    "how, without a question mark": "how do i get more people to answer in the forum",
    "what others use": "I want to know what tooling you use for event registration.",
    "best tools": "Best tools for onboarding?",
    "an announcement": "Our spring gathering is on the 4th of May, doors open at six or a bit earlier.",
}


@pytest.mark.parametrize("shape", OPEN)
def test_an_open_choice_is_seen_in_posts_of_many_shapes(shape: str):
    assert read_statement(OPEN[shape]).decision


@pytest.mark.parametrize("shape", NOT_OPEN)
def test_an_or_alone_makes_no_decision(shape: str):
    reading = read_statement(NOT_OPEN[shape])

    assert not reading.decision
    assert reading.question


def test_what_leans_one_way_is_asked_for_what_speaks_against_it():
    reading = read_statement(OPEN["a lean that asks what speaks against it"])

    assert reading.kind == "leaning"
    assert reading.question == "What would be the strongest reason not to close the chat?"


def test_ways_that_cannot_follow_if_you_are_not_pressed_into_a_question():
    reading = read_statement("I don't know if I should tell my co-organiser before the conference or after.")

    assert reading.question == "What would you give up, whichever way you go?"
    assert reading.restatement == "Whether to tell my co-organiser before the conference or after"


def test_emphasis_and_bullets_do_not_hide_a_question():
    plain = "Should I open a new page, or edit the old one?"

    marked = read_statement(f"* **{plain}**")

    assert marked.decision
    assert next(span for element in marked.elements for span in element.spans) == (4, 4 + len(plain))


def test_a_thing_is_not_said_back_as_if_one_could_do_it():
    assert read_statement("Considering a move to a four-day event.").restatement is None
    between = read_statement("We are considering a newsletter or a podcast. Which one?")
    assert between.restatement == "Whether it is to be a newsletter or a podcast"


def test_pictures_stay_out_of_what_is_said_back():
    reading = read_statement("Do we 🤔 keep the free tier 🎁 or kill it 💀 before the summer?")

    assert reading.restatement == "Whether to keep the free tier or kill it"


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("Participation in our community is low.", "What would you give up with each of the ways you named?"),
        ("We will launch a certification next year.", "What speaks most for the other way you named?"),
    ],
)
def test_whoever_listed_ways_is_not_asked_for_a_choice_once_more(statement: str, asked: str):
    assert read_statement(statement, options=("Certify", "Wait a year")).question == asked


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("Kill the newsletter?", "If you don't kill the newsletter, what would you do instead?"),
        (
            "Is now a good time to tell them that we are sold?",
            "If you don't tell them that you are sold, what would you do instead?",
        ),
        (
            "I have an offer from a bigger firm. I have until Friday.",
            "What are the ways you could go, as far as you can see them?",
        ),
        (
            "Whether it makes sense for four of us to be on call.",
            "What else could you do, even if that is leaving things as they are?",
        ),
        (
            "Thinking of asking members to pay five pounds.",
            "If you don't ask members to pay five pounds, what would you do instead?",
        ),
        (
            "I think we should probably raise the fee, but I haven't made up my mind.",
            "What would be the strongest reason not to raise the fee?",
        ),
    ],
)
def test_what_is_named_is_asked_about_by_its_name(statement: str, asked: str):
    assert read_statement(statement).question == asked


def test_two_ways_that_weigh_too_little_for_a_decision_are_asked_for_what_they_cost():
    told = "Blind review is fair but the topics stay the same; inviting people is quick and makes us look like a club."

    assert read_statement(told).kind == "challenge"
    assert read_statement(told).question == "When does this have to be settled, and what happens if it isn't?"


def test_a_day_that_has_been_is_no_stake():
    past = read_statement(
        "Should we ask her again? I was told on Monday that I would hear by the end of the week."
    )
    ahead = read_statement("Should we ask her again? They want to hear by the end of the week.")

    assert not next(one for one in past.elements if one.name == "stake").present
    assert next(one for one in ahead.elements if one.name == "stake").present


@pytest.mark.parametrize(
    ("text", "said_back"),
    [
        (
            OPEN["two things one does, with a vs between"],
            "Whether to hire a second organiser or give the budget to the chapters",
        ),
        (OPEN["torn, and between what"], "Whether to rewrite the handbook or keep patching the old one"),
        (OPEN["ways with letters"], "Whether it is to be one big fair or six small days"),
        (OPEN["no question mark"], "Whether to pay our moderators or leave things as they are"),
        (
            "Whether or not to publish our roadmap, that's what I'm stuck on.",
            "Whether to publish our roadmap or leave things as they are",
        ),
    ],
)
def test_ways_are_said_back_as_they_were_meant(text: str, said_back: str):
    assert read_statement(text).restatement == said_back


def test_a_mark_that_was_left_out_moves_no_finding():
    text = "  Should we pay our moderators \nTwo of them asked, and we have 40k for the year."

    places = {text[start:end] for element in read_statement(text).elements for start, end in element.spans}

    assert "Should we pay our moderators" in {place.strip() for place in places}


def test_i_am_is_said_back_as_you_are():
    assert "what you're good at" in (read_statement("Should I drop what I'm good at?").question or "")


@pytest.mark.parametrize("text", ["What's everyone's thoughts on AI moderation?", "Who's paid to moderate?"])
def test_short_words_joined_to_others_tell_the_language(text: str):
    assert read_statement(text).kind != "unread"


@pytest.mark.parametrize(
    "text",
    [
        "I have one simple rule: either I lead the workshop, or I stay at home. Works every time.",
        "Part of me is like it's just another meeting. Another part of me is annoyed at that part.",
        "I don't want to pick somebody for being here longest. I want to use this to see whether they are ready.",
        "It is up to you whether you stay with the old group or look for another one.",
        "You could ask the school. Or an older member. We did, and it went well.",
        "Keep a thing to write with. Either your phone or a pen, for the notes.",
        "I would want to know, and to be asked. I'd want the others to be asked, too.",
        "If we go out for lunch, or if we are late, somebody else opens the door.",
    ],
)
def test_rules_feelings_and_other_peoples_ways_are_no_ways_before_us(text: str):
    options = next(one for one in read_statement(text).elements if one.name == "options")

    assert not options.present


def test_a_way_with_you_in_it_is_ours_where_we_are_in_it():
    told = "I don't know whether I should follow your plan or keep to the old one."

    assert next(one for one in read_statement(told).elements if one.name == "options").present


def test_who_hesitates_has_something_open():
    told = read_statement("We are a bit hesitant to publish the handbook while nobody looks after it.")

    assert next(one for one in told.elements if one.name == "open").present


@pytest.mark.parametrize(
    ("text", "kind", "question", "said_back"),
    [
        (
            "I'm wondering about turning the big conference into four small days. It is our call, by May.",
            "decision",
            "If you don't turn the big conference into four small days, what would you do instead?",
            "Whether to turn the big conference into four small days or leave things as they are",
        ),
        (
            "My boss asked me to choose between leading the migration and going on tour in March.",
            "decision",
            "What would you give up if you lead the migration, and what if you go on tour in March?",
            "Whether to lead the migration or go on tour in March",
        ),
        (
            "should i do the meetup monthly or every second month, monthly burns me out but people come",
            "decision",
            "What would you give up, whichever way you go?",
            "Whether to do the meetup monthly or every second month",
        ),
        (
            "Considering moving our office hours to Tuesday because of the Asia folks.",
            "challenge",
            "If you don't move your office hours to Tuesday, what would you do instead?",
            "Whether to move our office hours to Tuesday or leave things as they are",
        ),
        (
            "One rota, two of us tired. Could hire a contractor, could drop weekends, could charge for weekends.",
            "decision",
            "What would you give up, whichever way you go?",
            None,
        ),
        (
            "Let the community vote on the roadmap? Or keep deciding ourselves?",
            "decision",
            "What would you give up if you let the community vote on the roadmap, and what if you keep "
            "deciding yourselves?",
            "Whether to let the community vote on the roadmap or keep deciding ourselves",
        ),
        (
            "What if we simply stopped the newsletter?",
            "leaning",
            "What would be the strongest reason to leave it as it is?",
            None,
        ),
    ],
)
def test_a_colleague_takes_up_what_was_named(text: str, kind: str, question: str, said_back: str | None):
    reading = read_statement(text)

    assert (reading.kind, reading.question, reading.restatement) == (kind, question, said_back)


def test_a_way_that_waits_until_something_is_so_stays_a_way():
    reading = read_statement("Should we open the code now, wait until the design is stable, or publish half?")

    assert "wait until the design is stable" in (reading.restatement or "")
