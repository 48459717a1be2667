using Sallyport.Providers;

namespace Sallyport.Gateway.Pipeline;

/// <summary>Our no: a stable code, a status, and a sentence that says what to do. Never holds content, keys or matched values.</summary>
/// <param name="Code">Stable; one section in docs/errors.md each, compared by a test.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Kind">Decides each dialect's type word.</param>
/// <param name="Message">For the developer who sees it.</param>
public sealed partial record Rejection(string Code, int Status, ErrorKind Kind, string Message)
{
    /// <summary>How long to wait before asking again; written as <c>retry-after</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>False tells SDKs not to retry by themselves (<c>x-should-retry: false</c>).</summary>
    public bool ShouldRetry { get; init; }

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    // Listener and request hygiene
    public static Rejection Internal { get; } = new("internal_error", 500, ErrorKind.Upstream, "The gateway failed. The operator finds the cause in its log under this request id.");
    public static Rejection EndpointNotServed { get; } = new("endpoint_not_served", 404, ErrorKind.NotFound, "This gateway does not serve this path. docs/errors.md lists the paths it serves.");
    public static Rejection MethodNotAllowed { get; } = new("method_not_allowed", 405, ErrorKind.InvalidRequest, "This path does not take this method.");
    public static Rejection QueryNotAllowed { get; } = new("query_not_allowed", 400, ErrorKind.InvalidRequest, "The query holds a parameter that this gateway does not pass on. Leave it out.");
    public static Rejection BodyTooLarge { get; } = new("body_too_large", 413, ErrorKind.TooLarge, "The request body is larger than limits.max_request_bytes allows.");
    public static Rejection BodyTimeout { get; } = new("body_timeout", 408, ErrorKind.Timeout, "The request body did not arrive in time.");
    public static Rejection MalformedJson { get; } = new("malformed_json", 400, ErrorKind.InvalidRequest, "The body is not one valid JSON object in UTF-8, or two parsers could read it differently (repeated field, text after the end).");
    public static Rejection JsonTooDeep { get; } = new("json_too_deep", 400, ErrorKind.InvalidRequest, "The body is nested deeper than 64 levels.");
    public static Rejection ContentEncodingRefused { get; } = new("content_encoding_refused", 415, ErrorKind.InvalidRequest, "Send the body uncompressed: remove the content-encoding header.");
    public static Rejection ContentTypeRefused { get; } = new("content_type_refused", 415, ErrorKind.InvalidRequest, "Send content-type: application/json.");
    public static Rejection FormTypeRefused { get; } = new("content_type_refused", 415, ErrorKind.InvalidRequest, "Send content-type: multipart/form-data with a boundary.");
    public static Rejection MalformedForm { get; } = new("malformed_form", 400, ErrorKind.InvalidRequest, "The body is not one form (multipart/form-data), or two readers could take it differently: a field twice, a header that forms do not have, text that is not UTF-8, bytes before or after the form.");
    public static Rejection FramingRefused { get; } = new("framing_refused", 400, ErrorKind.InvalidRequest, "The request's length is not clear: it has both content-length and transfer-encoding, or a transfer-encoding other than chunked.");
    public static Rejection ClientGone { get; } = new("client_gone", 499, ErrorKind.InvalidRequest, "The client closed the connection before the answer was complete.");
    public static Rejection Draining { get; } = new("draining", 503, ErrorKind.Overloaded, "The gateway is shutting down. Ask again; another instance answers.") { RetryAfter = TimeSpan.FromSeconds(1), ShouldRetry = true };

    // Authentication and authorization
    public static Rejection KeyMissing { get; } = new("key_missing", 401, ErrorKind.Authentication, "Send your Sallyport key as Authorization: Bearer, x-api-key, x-goog-api-key or api-key.");
    public static Rejection KeyInvalid { get; } = new("key_invalid", 401, ErrorKind.Authentication, "This is not a valid Sallyport key.");
    public static Rejection KeyAmbiguous { get; } = new("key_ambiguous", 401, ErrorKind.Authentication, "The request carries two different keys. Send one.");
    public static Rejection KeyDisabled { get; } = new("key_disabled", 403, ErrorKind.Permission, "This key is disabled or revoked. Ask its owner for another.");
    public static Rejection KeyExpired { get; } = new("key_expired", 403, ErrorKind.Permission, "This key has expired. Ask its owner for another.");
    public static Rejection KeysUnavailable { get; } = new("keys_unavailable", 503, ErrorKind.Overloaded, "Keys cannot be checked now, so the request is refused.") { RetryAfter = TimeSpan.FromSeconds(2), ShouldRetry = true };
    public static Rejection EndpointNotAllowed { get; } = new("endpoint_not_allowed", 403, ErrorKind.Permission, "This key may not use this endpoint. Widen the key's scopes or use another key.");
    public static Rejection ModelNotAllowed { get; } = new("model_not_allowed", 403, ErrorKind.Permission, "This key may not use this model. Widen the key's scopes or use another model.");
    public static Rejection CapabilityNotAllowed(string capability) => new("capability_not_allowed", 403, ErrorKind.Permission, $"This key lacks the capability '{capability}' that the request needs. Add it to the key's scopes or leave that part out.");

    // Admission
    public static Rejection ConcurrencyExceeded { get; } = new("concurrency_exceeded", 429, ErrorKind.RateLimit, "Too many requests of this key are open at once.") { RetryAfter = TimeSpan.FromSeconds(1), ShouldRetry = true };
    public static Rejection GatewayBusy { get; } = new("gateway_busy", 503, ErrorKind.Overloaded, "The gateway has as many open requests as limits.max_concurrent_requests allows.") { RetryAfter = TimeSpan.FromSeconds(1), ShouldRetry = true };

    /// <param name="reason">One of <see cref="Admission.Stops.StopReasons"/>.</param>
    public static Rejection Stopped(Admission.Stops.StopScope scope, string reason, string contact) => new("stopped", 403, ErrorKind.Permission, $"{StoppedWhat(scope)} stopped (reason: {reason}). Do not repeat the request; ask {contact}.");
    public static Rejection StopsUnavailable { get; } = new("stops_unavailable", 503, ErrorKind.Overloaded, "Whether access is stopped cannot be checked now, so the request is refused.") { RetryAfter = TimeSpan.FromSeconds(2), ShouldRetry = true };

    private static string StoppedWhat(Admission.Stops.StopScope scope) => scope is Admission.Stops.StopScope.Everything ? "All access through this gateway is" : $"Access for this {Authentication.EnumWords.Of(scope)} is";

    // Inspection
    public static Rejection GuardrailBlocked(string guardrail, string detector) => new("guardrail_blocked", 400, ErrorKind.InvalidRequest, $"Guardrail '{guardrail}' blocked this text (detector '{detector}'). Remove what it names and ask again.");
    public static Rejection SystemPromptRefused(string guardrail) => new("system_prompt_refused", 400, ErrorKind.InvalidRequest, $"Guardrail '{guardrail}' takes no system prompt on this endpoint. Leave out system and developer messages and instructions.");
    public static Rejection ProtectedContent(string detector) => new("protected_content", 400, ErrorKind.InvalidRequest, $"A thinking block, signature or encrypted item holds something that must be masked (detector '{detector}'), and such items are never altered. Start a new conversation without it.");
    public static Rejection Unscannable(string what) => new("unscannable_input", 400, ErrorKind.InvalidRequest, $"{what} cannot be inspected, so it is refused. Send it as text.");
    public static Rejection SafetyLowered { get; } = new("safety_lowered", 400, ErrorKind.InvalidRequest, "The request asks for weaker safety settings than this gateway allows. Leave safetySettings out or ask for stronger ones.");
    public static Rejection ModerationUnavailable(string moderator) => new("moderation_unavailable", 503, ErrorKind.Overloaded, $"Moderator '{moderator}' gave no judgement in time, so the exchange is refused.") { RetryAfter = TimeSpan.FromSeconds(2), ShouldRetry = true };
    public static Rejection InspectionFailed { get; } = new("inspection_failed", 500, ErrorKind.Upstream, "The text could not be inspected, so it was not forwarded.");
    public static Rejection OutputBlocked(string guardrail, string detector) => new("output_blocked", 400, ErrorKind.InvalidRequest, $"Guardrail '{guardrail}' blocked the answer (detector '{detector}'). Its tokens were used all the same.");
    public static Rejection StructuredOutputInvalid(string guardrail) => new("structured_output_invalid", 502, ErrorKind.Upstream, $"The model's answer is not the JSON that the request asks for, so guardrail '{guardrail}' stopped it. Its tokens were used all the same; ask again.");
    public static Rejection StructuredOutputUnsupported(string guardrail) => new("structured_output_unsupported", 400, ErrorKind.InvalidRequest, $"Guardrail '{guardrail}' takes only schemas that can be checked in full, and this one says more. docs/guards.md lists what is checked.");

    // Routing
    public static Rejection ModelMissing { get; } = new("model_missing", 400, ErrorKind.InvalidRequest, "The request names no model.");
    public static Rejection ModelNotFound { get; } = new("model_not_found", 404, ErrorKind.NotFound, "No configured upstream serves this model in this dialect. GET /v1/models lists those that this key may use.");
    public static Rejection NoEligibleUpstream { get; } = new("no_eligible_upstream", 403, ErrorKind.Permission, "No upstream may receive this request: its sensitivity or the key's scopes rule out all of them.");
    public static Rejection TranslationUnsupported(DialectId dialect, string? member) => new("translation_unsupported", 400, ErrorKind.InvalidRequest, $"This model is served in another dialect ({Routing.Dialects.NameOf(dialect)}), which has nothing like {(member is null ? "a member of the request" : $"'{member}'")}. Leave it out, or ask for a model that is served in this dialect.");
    public static Rejection AnswerUntranslatable(DialectId dialect) => new("answer_untranslatable", 502, ErrorKind.Upstream, $"The model's answer ({Routing.Dialects.NameOf(dialect)}) holds something that this dialect has no form for, so it was not passed on. Its tokens were used all the same.");
    public static Rejection ModelRetired(string lastDay, string? replacedBy) => new("model_retired", 410, ErrorKind.NotFound, $"This model was retired after {lastDay}." + (replacedBy is { } other ? $" Ask for '{other}' instead." : " GET /v1/models lists those that this key may use."));
    public static Rejection ModelLacksCapability(string capability, string why) => new("model_lacks_capability", 400, ErrorKind.InvalidRequest, $"This model lacks the capability '{capability}': {why}. Ask another model, or leave that out.");
    public static Rejection ContextWindowExceeded(long tokens, long most) => new("context_window_exceeded", 400, ErrorKind.InvalidRequest, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The input has {tokens} tokens or more and the model takes {most} at most. Shorten it, or ask a model with a larger context window."));
    public static Rejection UpstreamUnavailable(TimeSpan wait) => new("upstream_unavailable", 503, ErrorKind.Overloaded, "Every upstream that may receive this request fails now, so it was not sent.") { RetryAfter = wait < OneSecond ? OneSecond : wait, ShouldRetry = true };
    public static Rejection ResponseNotFound { get; } = new("response_not_found", 404, ErrorKind.NotFound, "No stored response with this id belongs to the owner of this key.");

    // Audit
    public static Rejection AuditUnavailable { get; } = new("audit_unavailable", 503, ErrorKind.Overloaded, "The request could not be recorded, so it was not forwarded.") { RetryAfter = TimeSpan.FromSeconds(2), ShouldRetry = true };
    public static Rejection RecordNotFound { get; } = new("record_not_found", 404, ErrorKind.NotFound, "This key has no exchange with this record number. Use the x-audit-seq of an answer that this key got.");
    public static Rejection ProofNotReady { get; } = new("proof_not_ready", 409, ErrorKind.InvalidRequest, "No signed checkpoint covers this record yet. Ask again in some seconds.") { RetryAfter = TimeSpan.FromSeconds(10), ShouldRetry = true };
    public static Rejection TooManyProofs { get; } = new("too_many_proofs", 429, ErrorKind.RateLimit, "This key asks for more proofs than it may: 30 at once, then one a second.") { RetryAfter = TimeSpan.FromSeconds(1), ShouldRetry = true };

    // Forwarding: faults of the upstream, named by the leg that failed
    public static Rejection UpstreamConnectFailed { get; } = new("upstream_connect_failed", 502, ErrorKind.Upstream, "The upstream could not be reached.") { ShouldRetry = true };
    public static Rejection UpstreamFirstByteTimeout { get; } = new("upstream_first_byte_timeout", 504, ErrorKind.Timeout, "The upstream did not start to answer in time.") { ShouldRetry = true };
    public static Rejection DeadlineExceeded { get; } = new("deadline_exceeded", 504, ErrorKind.Timeout, "The answer did not begin within the time that x-sallyport-timeout allows.");
    public static Rejection UpstreamIdleTimeout { get; } = new("upstream_idle_timeout", 504, ErrorKind.Timeout, "The upstream stopped in the middle of its answer.");
    public static Rejection UpstreamBroke { get; } = new("upstream_broke", 502, ErrorKind.Upstream, "The upstream's answer broke off.");
    public static Rejection UpstreamMalformed { get; } = new("upstream_malformed", 502, ErrorKind.Upstream, "The upstream's answer could not be read, so it could not be inspected and was not passed on.");
    public static Rejection UpstreamTooLarge { get; } = new("upstream_too_large", 502, ErrorKind.Upstream, "The upstream's answer is larger than limits.max_response_bytes allows.");
    public static Rejection UpstreamError(int status) => new("upstream_error", status, status switch { 404 => ErrorKind.NotFound, 429 => ErrorKind.RateLimit, >= 500 => ErrorKind.Upstream, _ => ErrorKind.InvalidRequest }, "The upstream answered with an error that could not be inspected; only its status is passed on.");
    public static Rejection UpstreamRejectedCredential { get; } = new("upstream_rejected_credential", 502, ErrorKind.Upstream, "The upstream refused the gateway's own credential. The operator must correct it.");
}
