"""Whether a finding holds everywhere, depends on a choice, or falls."""

import pandas as pd

from helpers import schema

__all__ = ["judge_findings"]

_FALLS = 0.5  # of the changes that could touch it
_FEWEST = 2  # changes; what one change breaks depends on that


def judge_findings(findings: pd.DataFrame, sensitivity: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS with `robustness` and `depends_on` from SENSITIVITY.

    A finding holds when it comes back under every change that could touch it, falls when half of these or more, and at least two, break it, and
    depends on those that do otherwise. What was not computed again is untested.
    """
    broken = {
        finding_id: rows.loc[rows["breaks"], "change"].tolist()
        for finding_id, rows in sensitivity.groupby("finding_id")
    }
    tried = sensitivity.groupby("finding_id").size()
    judged = findings.assign(
        robustness=[
            _judge(len(broken[name]), int(tried[name])) if name in broken else "untested"
            for name in findings["finding_id"]
        ],
        depends_on=pd.Series(
            [broken.get(name, []) for name in findings["finding_id"]], index=findings.index, dtype="object"
        ),
    )
    return schema.make(schema.FINDINGS, judged)


def _judge(n_broken: int, n_tried: int) -> str:
    if not n_broken:
        return "holds"
    return "falls" if n_broken >= max(_FEWEST, _FALLS * n_tried) else "depends"
