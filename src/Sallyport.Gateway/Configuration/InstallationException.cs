namespace Sallyport.Gateway.Configuration;

/// <summary>The installation is not fit to start. The message says what is wrong and what to do, for the operator; it holds no secret.</summary>
public sealed class InstallationException(string message, Exception? inner = null) : Exception(message, inner);
