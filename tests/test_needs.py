import random
import re

import pytest

from helpers.articles.needs import Sieve
from helpers.articles.rules import load_rules


@pytest.mark.parametrize(
    ("pattern", "text", "possible"),
    [
        ("来源[:：].+", "来源：某报", True),
        ("来源[:：].+", "某报来源：", False),  # it begins otherwise
        (".{0,9}来源[:：].+", "某报的来源：", True),
        (".{0,9}来源[:：].+", "某报的来历", False),
        ("(?:转载|摘自).+", "转自某报", False),  # each way needs both of its characters
        ("(?:转载|摘自)?.+", "某报", True),
        ("(?=转).+", "某报", True),  # what is not understood rules nothing out
        ("[^。]+", "某报", True),
        (r"\d{1,2}页", "３页", True),
        ("", "", True),
    ],
)
def test_a_text_rules_out_patterns_by_its_characters(pattern, text, possible):
    assert Sieve([re.compile("没有这个"), re.compile(pattern)]).possible(text) == [1] * possible


def test_a_pattern_with_flags_is_always_possible():
    assert Sieve([re.compile("abc", re.IGNORECASE)]).possible("ABC") == [0]


@pytest.mark.parametrize("place", ["line", "opens", "lead", "tail"])
def test_what_a_rule_matches_is_possible(place):
    patterns = [rule.pattern for rule in load_rules() if rule.where == place]
    sieve = Sieve(patterns, start=place != "tail")
    rng = random.Random(3)
    examples = [rule.example for rule in load_rules()]
    for _ in range(3000):
        parts = [part[: rng.randint(0, len(part))] for part in rng.sample(examples, 2)]
        text = "".join([*parts, rng.choice(["", "　", "1", "。"]), rng.choice(examples)])
        find = re.Pattern.search if place == "tail" else re.Pattern.match
        matching = {i for i, pattern in enumerate(patterns) if find(pattern, text)}
        assert matching <= set(sieve.possible(text))
