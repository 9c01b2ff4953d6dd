"""prefect.yaml is code: what it says is what runs."""

import yaml  # comes with Prefect, without types

from deployments.plan import POOL
from deployments.provision import DEPLOYMENTS, PREFECT_FILE
from integrations.runs import HOUSEKEEPING

FILE = yaml.safe_load(PREFECT_FILE.read_text())
BY_NAME = {deployment["name"]: deployment for deployment in FILE["deployments"]}


def test_it_holds_the_deployments_that_provisioning_looks_for() -> None:
    assert BY_NAME.keys() == DEPLOYMENTS


def test_no_deployment_carries_a_path_of_this_machine() -> None:
    """Only an explicit empty list keeps `prefect deploy` from adding the working directory (prefect 3.8.8)."""
    assert FILE["pull"] == []
    assert all(":" not in deployment["entrypoint"] for deployment in BY_NAME.values())


def test_each_entrypoint_is_the_flow_that_the_story_names() -> None:
    assert {name: deployment["entrypoint"] for name, deployment in BY_NAME.items()} == {
        "article": "flows.article.publish_article",
        "dispatch": "flows.upkeep.dispatch",
        "upkeep": "flows.upkeep.look_after",
        "trim": "flows.upkeep.trim",
        "connections": "flows.upkeep.connections",
    }


def test_every_deployment_runs_in_our_pool_and_says_what_it_is_for() -> None:
    assert {deployment["work_pool"]["name"] for deployment in BY_NAME.values()} == {POOL}
    assert all(len(deployment["description"]) > 40 for deployment in BY_NAME.values())


def test_housekeeping_stands_on_the_schedule_and_articles_do_not() -> None:
    schedules = {name: deployment.get("schedules", []) for name, deployment in BY_NAME.items()}
    seconds = {"dispatch": 60, "upkeep": 120, "trim": 3600, "connections": 3600}
    assert schedules == {"article": []} | {name: [{"interval": each}] for name, each in seconds.items()}


def test_no_deployment_has_a_limit_whose_slot_a_death_would_leave_taken() -> None:
    """Prefect counts the slot in its database and frees it by a lease elsewhere: a crash between them keeps it."""
    assert [name for name, deployment in BY_NAME.items() if "concurrency_limit" in deployment] == []


def test_what_stands_on_the_schedule_is_tagged_as_housekeeping_and_articles_are_not() -> None:
    """By this tag its old runs are found and deleted."""
    tagged = {name for name, deployment in BY_NAME.items() if HOUSEKEEPING in deployment["tags"]}
    assert tagged == {name for name, deployment in BY_NAME.items() if deployment.get("schedules")}
