"""What is counted means what it says, in whatever order it is given."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import risk_coverage_area


@given(st.lists(st.floats(0, 1), min_size=1))
def test_there_is_no_risk_where_all_is_right_and_nothing_else_where_all_is_wrong(certainties: list[float]) -> None:
    assert risk_coverage_area([(certainty, True) for certainty in certainties]) == 0
    assert risk_coverage_area([(certainty, False) for certainty in certainties]) == 1


@given(st.lists(st.booleans(), min_size=1, max_size=5))
def test_certainty_that_is_the_same_for_all_gets_the_plain_error_rate(right: list[bool]) -> None:
    areas = {round(risk_coverage_area([(0.5, one) for one in order]), 9) for order in itertools.permutations(right)}

    assert areas == {round(right.count(False) / len(right), 9)}


@given(st.lists(st.booleans(), max_size=8), st.lists(st.booleans(), max_size=8))
def test_being_surer_of_the_right_one_of_two_neighbours_lowers_the_area(
    surer: list[bool], less_sure: list[bool]
) -> None:
    def area(*pair: bool) -> float:
        right = [*surer, *pair, *less_sure]
        return risk_coverage_area([(1 - place / 100, one) for place, one in enumerate(right)])

    assert area(True, False) < area(False, True)


def test_the_order_in_which_cases_are_given_does_not_count() -> None:
    cases = [(0.9, True), (0.7, False), (0.4, True), (0.1, False)]

    areas = {round(risk_coverage_area(order), 9) for order in itertools.permutations(cases)}

    assert areas == {round((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4, 9)}
