"""Chapter 06 in words: which findings hold, which depend on a choice, and which fall."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    catalogue,
    count,
    glossed,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    province_with_english,
    say,
)
from helpers.phrases import table_number

__all__ = [
    "describe_sensitivity",
    "describe_verdicts",
    "find_sensitivity",
    "label_sensitivity",
    "list_verdicts",
    "tell_robustness",
]


def find_sensitivity(findings: pd.DataFrame, sensitivity: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS of chapter 06 from the findings that `judge_findings` judged, and SENSITIVITY."""
    chapter, evidence = "06_sensitivity", "sensitivity"
    tested = findings[findings["robustness"] != "untested"]
    if tested.empty:
        return make_findings(chapter, [("judged", say("sensitivity.none"), "none", evidence)])
    judged = tested["robustness"].value_counts()
    facts = {name: int(judged.get(name, 0)) for name in ("holds", "depends", "falls")}
    rows: list[tuple[str, str, Verdict, str]] = [
        (
            "judged",
            say("sensitivity.judged", findings=count(len(tested), "finding"), **facts),
            "found",
            evidence,
        )
    ]
    counted = sensitivity[sensitivity["finding_id"].isin(tested["finding_id"])]
    broken = counted.groupby("change", sort=False)["breaks"].agg(["sum", "size"]).reset_index()
    if broken["sum"].any():
        worst = [
            say(
                "sensitivity.change",
                change=_lower(_change(row["change"])),
                n=int(row["sum"]),
                of=int(row["size"]),
            )
            for row in broken[broken["sum"] == broken["sum"].max()].to_dict("records")
        ]
        rows.append(("most", say("sensitivity.most", changes=listed(worst)), "found", evidence))
    rows += [
        (f"falls-{row['finding_id']}", say("sensitivity.falls", sentence=row["sentence"]), "found", evidence)
        for row in tested[tested["robustness"] == "falls"].to_dict("records")
    ]
    return make_findings(chapter, rows)


def tell_robustness(robustness: str, depends_on: Sequence[str]) -> str:
    """Return the verdict on a finding in a few words; nothing for one that was not tested."""
    if robustness == "untested":
        return ""
    return say(f"sensitivity.verdict_{robustness}", choices=_choices(depends_on))


def _choices(changes: Sequence[str]) -> str:
    """Return the choices that are made otherwise in changes."""
    choices = catalogue()["sensitivity"]["choices"]
    return listed(dict.fromkeys(choices[change] for change in changes)) if len(changes) else ""


def label_sensitivity(sensitivity: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of SENSITIVITY on the book's findings that a figure shows, with `group` and `subject`: what the finding is about, in words.

    One row per finding and change: those that cannot touch a finding have no overlap. A finding whose list is that of another is left out.
    """
    rows = sensitivity[
        sensitivity["overlap"].notna() & sensitivity["finding_id"].isin(findings["finding_id"])
    ]
    drawn, changes = rows["finding_id"].unique(), catalogue()["sensitivity"]["changes"]
    made = [change for change in changes if change in set(rows["change"])]
    grid = pd.MultiIndex.from_product([drawn, made], names=["finding_id", "change"]).to_frame(index=False)
    rows = grid.astype("str").merge(rows, on=["finding_id", "change"], how="left")
    named = catalogue()["sensitivity"]["subjects"]
    subjects = [
        named.get(name) or province_with_english(str(name).split("-", 1)[1]) for name in rows["finding_id"]
    ]
    groups = [catalogue()["sensitivity"]["groups"][str(name)[:2]] for name in rows["finding_id"]]
    return rows.assign(
        breaks=rows["breaks"].fillna(False).astype("bool"),
        subject=pd.Series(subjects, index=rows.index, dtype="str"),
        group=pd.Series(groups, index=rows.index, dtype="str"),
    )


def describe_sensitivity(labelled: pd.DataFrame, n_articles: int) -> Description:
    """Describe the figure of `label_sensitivity`; `n_articles` are those that count."""
    nothing = nothing_to_show(say("sensitivity.none"))
    labelled = labelled.dropna(subset=["overlap"])
    if labelled.empty:
        return nothing
    lowest = largest(labelled.assign(lack=1 - labelled["overlap"]), "lack")
    highest = largest(labelled, "overlap")
    n_highest = int((labelled["overlap"] == highest["overlap"]).sum())
    most = say(
        "sensitivity.alt_most" if n_highest == 1 else "sensitivity.alt_most_of",
        highest=table_number(highest["overlap"]), cells=count(n_highest, "cell"), subject=highest["subject"],
        change=_lower(_change(highest["change"])),
    )  # fmt: skip
    alt = say(
        "sensitivity.alt",
        most=most,
        cells=count(len(labelled), "cell"), broken=int(labelled["breaks"].sum()), mean=labelled["overlap"].mean(),
        subject=lowest["subject"], overlap=lowest["overlap"], change=_change(lowest["change"]),
    )  # fmt: skip
    caption = say("sensitivity.caption")
    left_out = labelled.loc[labelled["change"] == "left_out", "n_runs"]
    if len(left_out):
        n, articles = int(left_out.iloc[0]), count(n_articles, "article")
        key = "sensitivity.left_out_all" if n == n_articles else "sensitivity.left_out_of"
        caption = f"{caption} {say(key, n=n, articles=articles)}"
    return nothing | {"caption": caption, "alt": alt}


def list_verdicts(findings: pd.DataFrame, sensitivity: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row per finding that was tested: finding_id, chapter, sentence, robustness, verdict in words, whys, without.

    `whys` is a list with a sentence for each change under which the finding does not come back: what comes in its place.
    `without` is as long, and has the article_id of the article that a sentence names as left out, else ''.
    """
    titles = dict(zip(articles["article_id"], articles["title"].fillna(""), strict=True))
    broken = sensitivity[sensitivity["breaks"]]
    tested = findings[findings["robustness"] != "untested"]
    told = [
        (
            tell_robustness(finding["robustness"], finding["depends_on"]),
            [_why(row, titles) for row in rows],
            [row["worst"] if row["worst"] in titles else "" for row in rows],
        )
        for finding in tested.to_dict("records")
        for rows in [broken[broken["finding_id"] == finding["finding_id"]].to_dict("records")]
    ]
    verdicts, whys, without = zip(*told, strict=True) if told else ((), (), ())
    return tested[["finding_id", "chapter", "sentence", "robustness"]].assign(
        verdict=pd.Series(verdicts, index=tested.index, dtype="str"),
        whys=pd.Series(whys, index=tested.index, dtype="object"),
        without=pd.Series(without, index=tested.index, dtype="object"),
    )


def _why(row: dict[Any, Any], titles: dict[str, str]) -> str:
    """Say what a finding becomes under a change that breaks it."""
    change = _change(row["change"], titles.get(row["worst"], ""))
    if row["n_runs"] > 1:
        change = say("sensitivity.runs", change=change, n=int(row["n_broken"]), runs=int(row["n_runs"]))
    chapter = str(row["finding_id"])[:2]
    # Topics are lists of words already.
    if len(row["became"]) and chapter != "05":
        return say("sensitivity.became", change=change, items=listed(glossed(row["became"])))
    return say("sensitivity.gone_topic" if chapter == "05" else "sensitivity.gone", change=change)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _change(change: str, title: str = "") -> str:
    """Return a change in words; `title` is that of the article left out."""
    if change == "left_out" and not title:
        return say("sensitivity.left_out")
    told: str = catalogue()["sensitivity"]["changes"][change]
    return told.format(title=title)


def describe_verdicts(verdicts: pd.DataFrame) -> str:
    """Return the caption of `list_verdicts`."""
    return say("sensitivity.none") if verdicts.empty else say("sensitivity.table_caption")
