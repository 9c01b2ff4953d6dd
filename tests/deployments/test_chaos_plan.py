"""What chaos will do is drawn from its seed, and from nothing else."""

from deployments.chaos.plan import ARTICLES_OF_AN_ACCOUNT, Target, Way, make_plan


def test_the_same_seed_is_the_same_plan_and_another_seed_is_another() -> None:
    assert make_plan(10, 15, 7) == make_plan(10, 15, 7)
    assert make_plan(10, 15, 7) != make_plan(10, 15, 8)


def test_the_manner_of_each_decision_is_drawn_from_the_seed_too() -> None:
    plan = make_plan(2, 0, 7)
    assert [plan.manner(1, place) for place in range(20)] == [plan.manner(1, place) for place in range(20)]
    assert {plan.manner(1, place).times for place in range(20)} > {1}


def test_it_holds_as_many_articles_and_blows_as_were_asked_for_in_the_order_of_their_moments() -> None:
    plan = make_plan(50, 60, 3)
    assert (len(plan.scripts), len(plan.blows)) == (50, 60)
    assert [blow.at_call for blow in plan.blows] == sorted(blow.at_call for blow in plan.blows)


def test_no_account_gets_more_articles_than_medium_takes_in_a_day() -> None:
    accounts = [script.account for script in make_plan(50, 0, 3).scripts]
    assert max(accounts.count(each) for each in set(accounts)) == ARTICLES_OF_AN_ACCOUNT < 10


def test_every_article_is_told_from_all_others_by_its_word() -> None:
    words = [script.word for script in make_plan(50, 0, 3).scripts]
    assert [word for word in words if sum(word in other for other in words) > 1] == []


def test_over_some_seeds_every_part_is_hit_and_some_sleep_longer_than_a_lease() -> None:
    blows = [blow for seed in range(20) for blow in make_plan(10, 15, seed).blows]
    assert {blow.target for blow in blows} == set(Target)
    assert {blow.way for blow in blows} == set(Way)
    assert any(blow.seconds > 20 for blow in blows)
    assert not any(blow.target is Target.POSTGRES and blow.way is Way.PAUSE for blow in blows)
