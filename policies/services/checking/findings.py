"""Work off findings, and decide once for the document whether the first listed unit leads."""

from accounts.models import User
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from policies.models import Finding, LeadBasis, Measure, Policy, Responsibility, UnitBasis, UnitRole
from policies.models.checking import FindingQuerySet
from policies.services.checking.steps import desk_act, unconfirm

# the reader took the unit listed first for the lead
INFERRED = "lead.inferred"


def resolve_finding(*, finding: Finding, version: int | None, resolution: str, by: User | None) -> Finding:
    """Mark a finding as dealt with; `version` is that of its measure, or of the policy for one on the document.

    `resolution` says how: it stands beside the finding for whoever asks later.
    """
    if not resolution.strip():
        raise DomainError(
            "policies.resolution_missing", "请写明如何处理。", fields={"resolution": ["请写明如何处理。"]}
        )
    policy = finding.policy_version.policy
    label = f"处理问题：{finding.message}"
    measures = [(finding.measure, version)] if finding.measure else []
    with desk_act(
        "finding_resolved",
        label,
        policy=policy,
        by=by,
        measures=measures,
        policy_version=version,
        whole=finding.measure is None,
        findings=[] if finding.measure else [finding],
    ) as desk:
        finding.refresh_from_db()
        if finding.resolved_at is not None:
            raise TransitionForbidden("policies.finding_resolved", "这处问题已经处理过。")
        desk.reason = resolution
        finding.resolved_at, finding.resolved_by, finding.resolution = clock.now(), by, resolution.strip()[:200]
        finding.save()
    return finding


def decide_first_listed(*, policy: Policy, version: int | None, accept: bool, by: User | None) -> Policy:
    """Decide once for the document whether the unit listed first leads where nothing else says who does.

    Refused, the units of those measures stand side by side (并列) and a person names the lead of each.
    """
    inferred = Measure.objects.filter(policy_version__policy=policy, lead_basis=LeadBasis.FIRST_LISTED_INFERRED)
    measures = [] if accept else list(inferred.current())
    pairs: list[tuple[Measure, int | None]] = [(measure, None) for measure in measures]
    label = "列首位的为牵头单位" if accept else "列首位的不作牵头单位"
    asked = list(_asked(policy))
    with desk_act(
        "first_listed_decided",
        label,
        policy=policy,
        by=by,
        measures=pairs,
        policy_version=version,
        whole=True,
        findings=asked,
    ):
        policy.first_listed_leads = accept
        policy.save(update_fields=["first_listed_leads"])
        listed = Responsibility.objects.filter(measure__in=measures, role__in=[UnitRole.LEAD, UnitRole.CO])
        listed.filter(basis__in=[UnitBasis.FIRST_LISTED, UnitBasis.EXPLICIT]).update(role=UnitRole.JOINT)
        for measure in measures:
            measure.lead_basis = LeadBasis.NONE
            unconfirm(measure)
            measure.save()
        _asked(policy).update(resolved_at=clock.now(), resolved_by=by, resolution=label)
    return policy


def _asked(policy: Policy) -> FindingQuerySet:
    """Return the open findings, on the document and on its measures, that ask this very question."""
    version = policy.versions.get(is_current=True)
    return version.findings.open().filter(code=INFERRED)
