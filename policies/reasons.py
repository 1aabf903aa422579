"""Why a ruling says no, or no more: the codes that the Rego gives, and a sentence for the IG lead.

An asker who is refused never sees these: denied and nothing-held look the same from outside.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Every code that a ruling may carry."""

    NO_RULE = "no_rule"
    DENIED_BY_RULE = "denied_by_rule"
    NEVER_DISCLOSED = "never_disclosed"
    CAPPED_BY_CLASS = "capped_by_class"
    GATEWAY_BARRED = "gateway_barred"
    CONFIDENTIALITY_BASIS_MISSING = "confidentiality_basis_missing"
    ACT_NOT_AGREED = "act_not_agreed"
    ASSURANCE_TOO_LOW = "assurance_too_low"
    RELATIONSHIP_NOT_AGREED = "relationship_not_agreed"
    CASE_REFERENCE_REQUIRED = "case_reference_required"
    TRAINING_REQUIRED = "training_required"
    SUBJECT_NOT_AGREED = "subject_not_agreed"
    OUTSIDE_AREA = "outside_area"
    NOT_IN_FORCE = "not_in_force"
    FLOW_SUSPENDED = "flow_suspended"
    AGENCY_SUSPENDED = "agency_suspended"
    CONNECTOR_SUSPENDED = "connector_suspended"
    USER_SUSPENDED = "user_suspended"
    UNKNOWN_CLASS = "unknown_class"
    CLASS_NOT_AGREED = "class_not_agreed"
    ADULT_BASIS_REQUIRED = "adult_basis_required"
    OTHER_MEETING = "other_meeting"
    ATTENDANCE_REQUIRED = "attendance_required"
    BREAK_GLASS_NOT_AGREED = "break_glass_not_agreed"
    SECOND_PERSON_REQUIRED = "second_person_required"
    CLASS_EXCLUDED = "class_excluded"


SENTENCES: dict[Reason, str] = {
    Reason.NO_RULE: "No rule in force lets this role learn this for this purpose.",
    Reason.DENIED_BY_RULE: "A rule of an agreement denies it.",
    Reason.NEVER_DISCLOSED: "The law forbids disclosing this class of record, whatever an agreement says.",
    Reason.CAPPED_BY_CLASS: "The service is sensitive: only that one is involved may be told, and contact is brokered.",
    Reason.GATEWAY_BARRED: "The gateway that the rule relies on does not open this kind of information.",
    Reason.CONFIDENTIALITY_BASIS_MISSING: "The provider recorded no basis in the law of confidence.",
    Reason.ACT_NOT_AGREED: "The rule covers finding, not this act.",
    Reason.ASSURANCE_TOO_LOW: "The sign-in was not strong enough for the rule.",
    Reason.RELATIONSHIP_NOT_AGREED: "The rule does not accept the relationship that was declared.",
    Reason.CASE_REFERENCE_REQUIRED: "The rule needs a case reference.",
    Reason.TRAINING_REQUIRED: "The rule needs training that the asker's claims do not show.",
    Reason.SUBJECT_NOT_AGREED: "The rule covers no record under this regime about people of this age and part.",
    Reason.OUTSIDE_AREA: "The record is outside the rule's area.",
    Reason.NOT_IN_FORCE: "The agreement is not in force on this day.",
    Reason.FLOW_SUSPENDED: "The flow is suspended.",
    Reason.AGENCY_SUSPENDED: "One of the agencies is suspended.",
    Reason.CONNECTOR_SUSPENDED: "The connector that the record came by is suspended.",
    Reason.USER_SUSPENDED: "The asker is suspended.",
    Reason.UNKNOWN_CLASS: "The record carries a sensitivity class that nobody knows.",
    Reason.CLASS_NOT_AGREED: "The agreement tells this role nothing of records of this class.",
    Reason.ADULT_BASIS_REQUIRED: "The rule is for children; since the eighteenth birthday it needs one for adults.",
    Reason.OTHER_MEETING: "The rule belongs to a named meeting, and it was not asked for that meeting.",
    Reason.ATTENDANCE_REQUIRED: "The rule needs the asker to be on the meeting's list of attendance.",
    Reason.BREAK_GLASS_NOT_AGREED: "No agreement lets this role open this in an emergency on that ground.",
    Reason.SECOND_PERSON_REQUIRED: "The agreement opens in an emergency only when somebody else agrees.",
    Reason.CLASS_EXCLUDED: "The agreement keeps this class shut in an emergency too.",
}
