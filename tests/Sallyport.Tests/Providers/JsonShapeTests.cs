using System.Diagnostics;
using System.Text;
using Sallyport.Providers.Json.Shapes;
using Sallyport.Providers.OpenAI;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class JsonShapeTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string","minLength":2},"age":{"type":["integer","null"],"minimum":0,"exclusiveMaximum":150}},"required":["name","age"],"additionalProperties":false}""";
    private const string Tree = """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"v":{"type":"number"},"kids":{"type":"array","items":{"$ref":"#/$defs/node"},"maxItems":2}},"required":["v"]}}}""";

    /// <summary>Schema, text, whether it fits.</summary>
    public static TheoryData<string, string, bool> Cases => new()
    {
        { Person, """{"name":"Ann","age":7}""", true },
        { Person, " {\"age\":null,\n\"name\":\"Ann\"} ", true },
        { Person, """{"name":"Ann","age":7.0}""", true },
        { Person, """{"name":"Ann","age":7.5}""", false },
        { Person, """{"name":"Ann","age":"7"}""", false },
        { Person, """{"name":"Ann"}""", false },
        { Person, """{"name":"Ann","age":7,"x":1}""", false },
        { Person, """{"name":"A","age":7}""", false },
        { Person, """{"name":"\ud83e\udd8a","age":7}""", false }, // one fox, though two chars
        { Person, """{"name":"Ann","age":-1}""", false },
        { Person, """{"name":"Ann","age":150}""", false },
        { Person, """{"name":"Ann","n\u0061me":"Bob","age":1}""", false }, // twice
        { Person, """[{"name":"Ann","age":7}]""", false },
        { Person, """{"name":"Ann","age":7} and that is all""", false },
        { Person, """{"name":"Ann","age":7}{}""", false },
        { Person, "```json\n{\"name\":\"Ann\",\"age\":7}\n```", false },
        { Person, """{"name":"Ann","age":7""", false },
        { Person, """{"name":"Ann","age":7,}""", false },
        { Person, "", false },
        { Tree, """{"v":1,"kids":[{"v":2},{"v":3,"kids":[]}]}""", true },
        { Tree, """{"v":1,"kids":[{"v":2},{"w":3}]}""", false },
        { Tree, """{"v":1,"kids":[{"v":2},{"v":2},{"v":2}]}""", false },
        { """{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"object","properties":{"k":{"const":{"x":[1]}}},"required":["k"]}]}""", "\"b\"", true },
        { """{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"object","properties":{"k":{"const":{"x":[1]}}},"required":["k"]}]}""", "\"c\"", false },
        { """{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"object","properties":{"k":{"const":{"x":[1]}}},"required":["k"]}]}""", """{"k":{"x":[1.0]}}""", true },
        { """{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"object","properties":{"k":{"const":{"x":[1]}}},"required":["k"]}]}""", """{"k":{"x":[2]}}""", false },
        { """{"oneOf":[{"type":"integer"},{"type":"number","minimum":5}]}""", "7", false },
        { """{"oneOf":[{"type":"integer"},{"type":"number","minimum":5}]}""", "3", true },
        { """{"allOf":[{"type":"integer","multipleOf":3},{"maximum":9}]}""", "9", true },
        { """{"allOf":[{"type":"integer","multipleOf":3},{"maximum":9}]}""", "8", false },
        { """{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"}""", "\"ABC-1234\"", true },
        { """{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"}""", "\"ABC-12345\"", false },
        { """{"type":"OBJECT","properties":{"n":{"type":"INTEGER","nullable":true}},"propertyOrdering":["n"],"required":["n"]}""", """{"n":null}""", true },
        { """{"type":"OBJECT","properties":{"n":{"type":"INTEGER","nullable":true}},"propertyOrdering":["n"],"required":["n"]}""", """{"n":"x"}""", false },
        { """{"type":"ARRAY","items":{"type":"BOOLEAN"},"minItems":"1"}""", "[]", false },
        { """{"type":"ARRAY","items":{"type":"BOOLEAN"},"minItems":"1"}""", "[true]", true },
        { """{"additionalProperties":{"type":"integer"},"properties":{"s":{"type":"string"}},"minProperties":1,"maxProperties":2}""", """{"s":"x","t":1}""", true },
        { """{"additionalProperties":{"type":"integer"},"properties":{"s":{"type":"string"}},"minProperties":1,"maxProperties":2}""", """{"t":"1"}""", false },
        { """{"required":["x"],"additionalProperties":false}""", """{"x":1}""", false },
        { "true", "12", true },
        { "false", "12", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_text_fits_its_schema_or_does_not(string schema, string text, bool fits)
    {
        var demand = DemandOf(schema);
        Assert.True(demand.IsWhole);
        Assert.Equal(fits, JsonShapeCheck.Fits(Encoding.UTF8.GetBytes(text), demand.Shape));
    }

    [Theory]
    [InlineData("""{"not":{"type":"string"}}""")]
    [InlineData("""{"type":"array","uniqueItems":true}""")]
    [InlineData("""{"$ref":"https://example.com/schema.json"}""")]
    [InlineData("""{"$ref":"#/$defs/missing"}""")]
    [InlineData("""{"type":"string","pattern":"(?=x)x"}""")]
    [InlineData("""{"type":"string","pattern":"((a{99}){99}){99}"}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"properties":{"a":{"items":{"if":true}}}}""")]
    public void What_is_not_checked_is_known_and_lets_everything_pass(string schema)
    {
        var demand = DemandOf(schema);
        Assert.False(demand.IsWhole);
        Assert.True(JsonShapeCheck.Fits("""["anything",1]"""u8, demand.Shape) || JsonShapeCheck.Fits("\"anything\""u8, demand.Shape));
    }

    [Fact]
    public void Alternatives_inside_alternatives_cost_no_more_than_their_budget()
    {
        var schema = """{"type":"string"}""";
        for (var i = 0; i < 12; i++) schema = "{\"anyOf\":[{\"type\":\"array\",\"items\":" + schema + ",\"minItems\":9},{\"type\":\"array\",\"items\":" + schema + "}]}";
        var shape = DemandOf("{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"items\":{\"$ref\":\"#/$defs/a\"},\"minItems\":9},{\"items\":{\"$ref\":\"#/$defs/a\"},\"minItems\":8}]}}}").Shape;
        var clock = Stopwatch.StartNew();
        Assert.False(JsonShapeCheck.Fits(Encoding.UTF8.GetBytes(new string('[', 60) + "1" + new string(']', 60)), shape)); // 2^60 ways to read it
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), clock.Elapsed.ToString());
        Assert.False(DemandOf(schema).IsWhole); // 2^13 shapes: not read to the end
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"anyOf":[{"$ref":"#/$defs/a"}]}}}""")]
    public void A_schema_that_refers_to_itself_for_ever_ends(string schema) => Assert.False(JsonShapeCheck.Fits("1"u8, DemandOf(schema).Shape));

    [Theory]
    [InlineData("[", "1", "]", 64, true)]
    [InlineData("[", "1", "]", 65, false)]
    [InlineData("{\"a\":", "1", "}", 65, false)]
    public void Nesting_is_bounded(string open, string inner, string close, int levels, bool fits) =>
        Assert.Equal(fits, JsonShapeCheck.Fits(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, levels)) + inner + string.Concat(Enumerable.Repeat(close, levels))), JsonShape.Anything));

    [Fact]
    public void Any_text_is_judged_without_a_throw()
    {
        var random = new Random(7);
        var shape = DemandOf(Tree).Shape;
        byte[] alphabet = [.. "{}[]\",:v1k\\u.e-"u8, 0xC3, 0xFF, 0x00];
        for (var i = 0; i < 20_000; i++)
        {
            var text = new byte[random.Next(24)];
            for (var at = 0; at < text.Length; at++) text[at] = alphabet[random.Next(alphabet.Length)];
            JsonShapeCheck.Fits(text, shape);
            JsonShapeCheck.Fits(text, JsonShape.Anything);
        }
    }

    private static OutputDemand DemandOf(string schema)
    {
        var reader = new ChatRequestReader();
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"messages\":[],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":" + schema + "}}}");
        return reader.DemandOf(body) ?? throw new InvalidOperationException("No schema was found.");
    }
}
