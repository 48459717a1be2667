using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>Virtual keys over HTTP.</summary>
internal static class KeyEndpoints
{
    private const int DefaultPage = 50, MaxPage = 200;

    public static void MapKeys(this RouteGroupBuilder admin)
    {
        var keys = admin.MapGroup("/v1/keys").WithTags("Keys");
        keys.MapGet("", ListAsync).Needs(AdminPermission.KeysRead).WithName("ListKeys").WithSummary("Keys, oldest first. Query: limit (1 to 200), cursor.").Produces<KeyPage>().ProducesProblem(400);
        keys.MapPost("", CreateAsync).Needs(AdminPermission.KeysWrite).WithName("CreateKey").WithSummary("Makes a key. The secret is in this answer and nowhere else.")
            .Accepts<NewKey>("application/json").Produces<IssuedKeyView>(201).ProducesProblem(400);
        keys.MapGet("/{id}", FindAsync).Needs(AdminPermission.KeysRead).WithName("GetKey").WithSummary("One key.").Produces<KeyView>().ProducesProblem(404);
        keys.MapPatch("/{id}", UpdateAsync).Needs(AdminPermission.KeysWrite).WithName("UpdateKey").WithSummary("Changes name, purpose, tier, scopes or expiry.")
            .Accepts<KeyPatch>("application/json").Produces<KeyView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        keys.MapPost("/{id}/rotate", RotateAsync).Needs(AdminPermission.KeysWrite).WithName("RotateKey").WithSummary("Gives a key a new secret; the old one works on for the overlap.")
            .Accepts<KeyRotation>(isOptional: true, "application/json").Produces<IssuedKeyView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        Change(keys, "disable", "Switches a key off.", static (service, id, cancellation) => service.DisableAsync(id, AdminGuard.Actor, cancellation));
        Change(keys, "enable", "Switches a disabled key on.", static (service, id, cancellation) => service.EnableAsync(id, AdminGuard.Actor, cancellation));
        Change(keys, "revoke", "Ends a key for good.", static (service, id, cancellation) => service.RevokeAsync(id, AdminGuard.Actor, cancellation));
    }

    private static void Change(RouteGroupBuilder keys, string verb, string summary, Func<KeyService, string, CancellationToken, ValueTask<Result<VirtualKeyRecord>>> change) => keys
        .MapPost("/{id}/" + verb, async (string id, [FromServices] KeyService service, CancellationToken cancellation) => Shown(await change(service, id, cancellation)))
        .Needs(AdminPermission.KeysWrite).WithName(char.ToUpperInvariant(verb[0]) + verb[1..] + "Key").WithSummary(summary)
        .Produces<KeyView>().ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] KeyService service)
    {
        var query = new QueryReader(context, "limit", "cursor");
        var limit = query.Limit(DefaultPage, MaxPage);
        if (query.Problem is { } problem) return AdminJson.Write(problem);

        var all = await service.ListAsync(context.RequestAborted);
        var first = 0;
        if (query.Text("cursor") is { } cursor)
        {
            first = all.Index().FirstOrDefault(k => k.Item.Id == cursor, (-1, null!)).Index + 1;
            if (first == 0) return AdminJson.Write(Problem.Invalid(["cursor: is not one that this list gave."]));
        }

        var page = all.Skip(first).Take(limit).Select(KeyView.Of).ToList();
        return AdminJson.Write(new KeyPage(page, first + page.Count < all.Count ? page[^1].Id : null));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, [FromServices] KeyService service)
    {
        if (!(await AdminJson.ReadAsync<NewKey>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        var result = await service.CreateAsync(input, AdminGuard.Actor, context.RequestAborted);
        return result.TryGet(out var issued, out problem) ? AdminJson.Write(Shown(issued), StatusCodes.Status201Created) : AdminJson.Write(problem);
    }

    private static async Task<IResult> FindAsync(string id, HttpContext context, [FromServices] KeyService service) => Shown(await service.FindAsync(id, context.RequestAborted));

    private static async Task<IResult> UpdateAsync(string id, HttpContext context, [FromServices] KeyService service)
    {
        if (!(await AdminJson.ReadAsync<KeyPatch>(context)).TryGet(out var patch, out var problem)) return AdminJson.Write(problem);
        return Shown(await service.UpdateAsync(id, patch.ToChange(), AdminGuard.Actor, context.RequestAborted));
    }

    private static async Task<IResult> RotateAsync(string id, HttpContext context, [FromServices] KeyService service)
    {
        var rotation = new KeyRotation();
        if (context.Request.ContentLength is not (null or 0) || context.Request.ContentType is not null)
        {
            if (!(await AdminJson.ReadAsync<KeyRotation>(context)).TryGet(out var given, out var unread)) return AdminJson.Write(unread);
            rotation = given;
        }

        var seconds = rotation.OverlapSeconds ?? (long)KeyService.DefaultOverlap.TotalSeconds;
        if (seconds < 0 || seconds > KeyService.MaxOverlap.TotalSeconds) return AdminJson.Write(Problem.Invalid(["overlap_seconds: must be 0 to 2592000."]));
        var result = await service.RotateAsync(id, TimeSpan.FromSeconds(seconds), AdminGuard.Actor, context.RequestAborted);
        return result.TryGet(out var issued, out var problem) ? AdminJson.Write(Shown(issued)) : AdminJson.Write(problem);
    }

    private static IssuedKeyView Shown(IssuedKey issued) => new(KeyView.Of(issued.Record), issued.Key.Reveal());

    private static IResult Shown(Result<VirtualKeyRecord> result) =>
        result.TryGet(out var key, out var problem) ? AdminJson.Write(KeyView.Of(key)) : AdminJson.Write(problem);
}
