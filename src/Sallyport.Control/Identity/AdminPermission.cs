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
}
