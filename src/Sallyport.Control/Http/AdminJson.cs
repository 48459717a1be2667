using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Sallyport.Control.Http;

/// <summary>JSON of the admin API: snake_case both ways; unknown and repeated members are refused, so that nothing can be smuggled in.</summary>
internal static class AdminJson
{
    public const int MaxBodyBytes = 64 * 1024;

    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web) { MaxDepth = 8 });

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        return options;
    }

    /// <summary>Reads a whole body.</summary>
    /// <returns>The input; or 400 <c>invalid_input</c>, 413 or 415.</returns>
    public static async ValueTask<Result<T>> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType()) return new Problem("content_type_refused", 415, "Send content-type: application/json.");
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > MaxBodyBytes) return new Problem("body_too_large", 413, $"A body may have at most {MaxBodyBytes} bytes.");
            body.Write(buffer, 0, read);
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), Options) is { } input ? input : Problem.Invalid(["body: must be a JSON object."]);
        }
        catch (JsonException e)
        {
            // The reader's own message names our types; the path is all that helps.
            return Problem.Invalid([$"body: '{e.Path ?? "$"}' is unknown, repeated, of the wrong type, or not valid JSON."]);
        }
    }

    public static IResult Write<T>(T value, int status = StatusCodes.Status200OK)
        where T : class => Results.Json(value, Options, statusCode: status);

    public static IResult Write(Problem problem)
    {
        var details = new ProblemDetails { Type = "about:blank", Title = problem.Code, Status = problem.Status, Detail = problem.Detail };
        details.Extensions["code"] = problem.Code;
        if (problem.Errors.Count > 0) details.Extensions["errors"] = problem.Errors;
        return Results.Json(details, Options, "application/problem+json", problem.Status);
    }
}
