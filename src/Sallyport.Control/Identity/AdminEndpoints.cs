using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;

namespace Sallyport.Control.Identity;

/// <summary>Named administrators over HTTP: to be seen only. They are made on the command line of the host.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmins(this RouteGroupBuilder admin) => admin.MapGet("/v1/admins", ListAsync).WithTags("Admins").Needs(AdminPermission.AdminsRead)
        .WithName("ListAdmins").WithSummary("Named administrators and their roles, revoked ones too.").Produces<AdminPage>();

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] AdminService service) =>
        AdminJson.Write(new AdminPage([.. (await service.ListAsync(context.RequestAborted)).Select(AdminView.Of)]));
}
