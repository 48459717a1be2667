using Sallyport.Control.Governance;
using Sallyport.Control.Identity;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary>The services of governance over an opened data directory.</summary>
internal static class GovernanceOf
{
    public static GovernanceRecord Record(Session session) => new(session.Data.Audit, TimeProvider.System);

    public static SubjectService Subjects(Session session) => new(session.Data.Subjects, session.Data.Persons, session.Data.Holds, session.Keys, Record(session), TimeProvider.System);

    public static ApprovalService Approvals(Session session) => new(session.Data.Approvals, Record(session), TimeProvider.System);

    public static HoldService Holds(Session session) => new(session.Data.Holds, session.Data.Subjects, Approvals(session), Record(session), TimeProvider.System);

    public static AdminService Admins(Session session) =>
        new(session.Data.Administrators, new AdminTokens(session.Data.Settings, session.Data.Administrators, session.Data.Installation), Record(session), TimeProvider.System);
}
