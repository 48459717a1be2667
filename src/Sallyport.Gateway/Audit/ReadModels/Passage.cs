namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>What was asked of whom, and what became of it. An empty text means that the record does not say.</summary>
/// <param name="Model">Model that answered, as the provider names it; else the one that was to answer.</param>
/// <param name="Upstream">Configured endpoint that answered, or was asked last.</param>
/// <param name="FirstUpstream">Endpoint that the request was meant for, if another one answered: it may have received the request too.</param>
/// <param name="Sensitivity">"public", "internal", "confidential", "restricted".</param>
/// <param name="Decision">Word of <see cref="Audit.Decision"/>.</param>
/// <param name="Code">Code of the rejection.</param>
/// <param name="Left">True if the request may have left for an upstream: an intent was recorded.</param>
/// <param name="Interrupted">True if the gateway ended before the exchange did.</param>
public sealed record Passage(string Model, string Provider, string Upstream, string FirstUpstream, string Purpose, string Endpoint, string Sensitivity, string Decision, string Code, bool Left, bool Interrupted);
