"""prefect.yaml is code: what it says is what runs."""

import yaml  # comes with Prefect, without types

from deployments.plan import POOL
from deployments.provision import DEPLOYMENTS, PREFECT_FILE

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
    }


def test_every_deployment_runs_in_our_pool_and_says_what_it_is_for() -> None:
    assert {deployment["work_pool"]["name"] for deployment in BY_NAME.values()} == {POOL}
    assert all(len(deployment["description"]) > 40 for deployment in BY_NAME.values())


def test_housekeeping_never_runs_twice_at_once_and_never_queues_up() -> None:
    schedules = {name: deployment.get("schedules", []) for name, deployment in BY_NAME.items()}
    assert schedules == {"article": [], "dispatch": [{"interval": 60}], "upkeep": [{"interval": 120}]}
    for name in ("dispatch", "upkeep"):
        assert BY_NAME[name]["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_articles_are_not_limited() -> None:
    assert "concurrency_limit" not in BY_NAME["article"]
