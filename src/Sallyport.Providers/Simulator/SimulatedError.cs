namespace Sallyport.Providers.Simulator;

/// <summary>Errors in the words of each dialect.</summary>
internal static class SimulatedError
{
    public static SimulatedAnswer NotFound(DialectId dialect) => Write(dialect, 404, "not_found", "The simulator has nothing at this path.");

    public static SimulatedAnswer Invalid(DialectId dialect, string message) => Write(dialect, 400, "invalid_request", message);

    public static SimulatedAnswer Write(DialectId dialect, int status, string code, string message) => AnswerWriter.Json(json =>
    {
        json.WriteStartObject();
        switch (dialect)
        {
            case DialectId.AnthropicMessages:
                json.WriteString("type", "error");
                json.WriteStartObject("error");
                json.WriteString("type", code + "_error");
                json.WriteString("message", message);
                break;
            case DialectId.Gemini:
                json.WriteStartObject("error");
                json.WriteNumber("code", status);
                json.WriteString("message", message);
                json.WriteString("status", status is 404 ? "NOT_FOUND" : "INVALID_ARGUMENT");
                break;
            default:
                json.WriteStartObject("error");
                json.WriteString("message", message);
                json.WriteString("type", "invalid_request_error");
                json.WriteNull("param");
                json.WriteString("code", code);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }, status);
}
