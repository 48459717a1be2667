namespace Sallyport.Control.Identity;

/// <summary>All named administrators, by name.</summary>
public sealed record AdminPage(IReadOnlyList<AdminView> Admins);
