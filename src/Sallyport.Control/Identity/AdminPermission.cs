namespace Sallyport.Control.Identity;

/// <summary>What an administrator may do. Every admin route declares one; the admin token holds all.</summary>
public enum AdminPermission
{
    KeysRead = 1,
    KeysWrite,
    AuditRead,
    AuditExport,
    StatusRead,

    /// <summary>Read the description of the admin API itself.</summary>
    ApiRead,
    ReviewsRead,
    ReviewsWrite,

    /// <summary>Read sums of usage and cost.</summary>
    UsageRead,

    /// <summary>Open the sealed persons of the record.</summary>
    AuditPersonal,
    SubjectsRead,
    SubjectsErase,
    AdminsRead,
    ApprovalsRead,

    /// <summary>Ask for what needs two people.</summary>
    ApprovalsRequest,

    /// <summary>Agree to what somebody else asked for.</summary>
    ApprovalsApprove,

    /// <summary>Take away what retention no longer asks for, once approved.</summary>
    AuditPrune,
    HoldsRead,
    HoldsWrite,
    StopsRead,
    AlertsRead,

    /// <summary>Stop somebody or something, and let them through again.</summary>
    StopsWrite,

    /// <summary>Open kept texts. Of a role that cannot decide what is kept, or for how long.</summary>
    ContentRead,
}
