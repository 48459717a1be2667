using System.Text;
using Sallyport.Providers;

namespace Sallyport.Tests.Inspection;

/// <summary>Requests of every dialect that hold one text in every position.</summary>
internal static class Requests
{
    // § is a string, ¤ a string of JSON text that holds the text as a value and as a name, ¶ a property name.
    private const string Chat = """
        {"model":"gpt-4o","messages":[{"role":"system","content":§},{"role":"user","content":[{"type":"text","text":§},{"type":"new_part","new":{"deep":[§]}}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":¤}}]},{"role":"tool","tool_call_id":"call_1","content":§},
        {"role":"user","name":§,"content":§}],"tools":[{"type":"function","function":{"name":"f","description":§,"parameters":{"type":"object","properties":{¶:{"enum":[§],"default":§}}}}}],
        "metadata":{"note":§},"user":§,"unknown":{"deep":[[§]],¶:null},"last":§}
        """;

    private const string Responses = """
        {"model":"gpt-4o","instructions":§,"input":[{"role":"user","content":[{"type":"input_text","text":§}]},{"type":"function_call","call_id":"c","name":"f","arguments":¤},
        {"type":"function_call_output","call_id":"c","output":§},{"type":"custom_tool_call","call_id":"d","name":"g","input":§},{"type":"brand_new_item","x":{¶:[§]}},{"role":"user","content":§}],
        "tools":[{"type":"function","name":"f","description":§,"parameters":{"properties":{¶:{"description":§}}}}],"metadata":{¶:§},"safety_identifier":§,"last":§}
        """;

    private const string Messages = """
        {"model":"claude-sonnet-5","max_tokens":64,"system":[{"type":"text","text":§,"cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":§},
        {"type":"document","source":{"type":"text","media_type":"text/plain","data":§},"title":§}]},{"role":"assistant","content":[{"type":"thinking","thinking":"no names","signature":"c2ln"},
        {"type":"tool_use","id":"toolu_1","name":"f","input":{"text":§,¶:{"deep":§}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":§}]},
        {"type":"tool_result","tool_use_id":"toolu_2","content":§}]},{"role":"user","content":§}],"tools":[{"name":"f","description":§,"input_schema":{"properties":{¶:{"enum":[§]}}}}],
        "metadata":{"user_id":§},"new_beta":{¶:§},"last":§}
        """;

    private const string Gemini = """
        {"systemInstruction":{"parts":[{"text":§}]},"contents":[{"role":"user","parts":[{"text":§},{"text":§}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"text":§,¶:[§]}}}]},
        {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"result":§,¶:§}}}]},{"parts":[{"text":§}]}],"tools":[{"functionDeclarations":[{"name":"f","description":§,
        "parameters":{"properties":{¶:{"description":§}}}}]}],"labels":{¶:§},"generationConfig":{"stopSequences":[§]},"unknown":[[§]],"last":§}
        """;

    /// <summary>A request with the text in every place; the last string of the document is the text.</summary>
    /// <param name="name">Text for property names.</param>
    /// <param name="extra">Members to add, with a comma after them.</param>
    public static byte[] Build(Endpoint endpoint, string text, string name, Random random, string extra = "")
    {
        var style = (PlainJson.Style)random.Next(3);
        var json = new StringBuilder();
        foreach (var c in Template(endpoint).Insert(1, extra))
        {
            switch (c)
            {
                case '§': json.Append(PlainJson.Quote(text, style, random)); break;
                case '¶': json.Append(PlainJson.Quote(name, style, random)); break;
                case '¤':
                    var inner = (PlainJson.Style)random.Next(3);
                    json.Append(PlainJson.Quote("{\"text\":" + PlainJson.Quote(text, inner, random) + "," + PlainJson.Quote(name, inner, random) + ":[1]}", style, random));
                    break;
                default: json.Append(c); break;
            }
        }

        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private static string Template(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ChatCompletions => Chat,
        Endpoint.CreateResponse => Responses,
        Endpoint.CreateMessage => Messages,
        _ => Gemini,
    };
}
