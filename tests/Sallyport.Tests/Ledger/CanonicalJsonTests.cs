using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Ledger.Leaves;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740991")]
    [InlineData("-9007199254740991")]
    [InlineData("""{"a":[true,false,null,"x",10],"b":{"c":"","d":{}}}""")]
    [InlineData("""{"":1,"A":2,"a":3,"aa":4}""")]
    [InlineData("""{"a":"\b\t\n\f\r\"\\\u0000\u001f/"}""")]
    [InlineData("\"\u007f\u2028\u00e9\u4e2d\U0001F600\"")]
    [InlineData("\"\\n\u0303\"")] // the raw bytes look like n and a tilde; the text is a line end and a tilde
    [InlineData("{\"\\n\":0,\" \":1}")]
    [InlineData("{\"\U0001F600\":1,\"\uFFFD\":2}")] // UTF-16 order; by bytes it is the other way
    [InlineData("[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]")]
    public void The_one_spelling_is_accepted(string json)
    {
        Assert.True(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json), out var problem), problem);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "cut short")]
    [InlineData(" {}", "beginning of a value")]
    [InlineData("{} ", "after the end")]
    [InlineData("{}\n", "after the end")]
    [InlineData("{ }", "member name")]
    [InlineData("{\"a\": 1}", "beginning of a value")]
    [InlineData("{\"a\":1 }", "neither comma")]
    [InlineData("{\"a\":1,}", "member name")]
    [InlineData("{\"a\":1", "neither comma")]
    [InlineData("{\"a\"1}", "colon")]
    [InlineData("{a:1}", "member name")]
    [InlineData("[1,]", "beginning of a value")]
    [InlineData("[1", "neither comma")]
    [InlineData("{\"b\":1,\"a\":2}", "out of order")]
    [InlineData("{\"a\":1,\"a\":2}", "repeated")]
    [InlineData("{\"x\":{\"b\":1,\"a\":2}}", "out of order")]
    [InlineData("{\"\":1,\"\":2}", "repeated")]
    [InlineData("{\"\uFFFD\":1,\"\U0001F600\":2}", "out of order")]
    [InlineData("1.0", "not an integer")]
    [InlineData("1e3", "not an integer")]
    [InlineData("1E3", "not an integer")]
    [InlineData("01", "needless")]
    [InlineData("-0", "needless")]
    [InlineData("-01", "needless")]
    [InlineData("-", "needless")]
    [InlineData("+1", "beginning of a value")]
    [InlineData("9007199254740992", "2^53-1")]
    [InlineData("-9007199254740992", "2^53-1")]
    [InlineData("99999999999999999999999999", "2^53-1")]
    [InlineData("NaN", "beginning of a value")]
    [InlineData("nul", "beginning of a value")]
    [InlineData("\"a", "without end")]
    [InlineData("\"a\\", "without end")]
    [InlineData("\"\\/\"", "shortest")]
    [InlineData("\"\\u0041\"", "shortest")]
    [InlineData("\"\\u000a\"", "shortest")]
    [InlineData("\"\\u001F\"", "shortest")]
    [InlineData("\"\\u0020\"", "shortest")]
    [InlineData("\"\\u00\"", "shortest")]
    [InlineData("\"\\ud83d\\ude00\"", "shortest")]
    [InlineData("\"a\nb\"", "control")]
    [InlineData("\"e\u0301\"", "normal form")]
    [InlineData("\"\u212B\"", "normal form")]
    [InlineData("\"\u1100\u1161\"", "normal form")]
    [InlineData("\"\\ne\u0301\"", "normal form")]
    [InlineData("{\"e\u0301\":1}", "normal form")]
    [InlineData("[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]", "too deep")]
    public void Any_other_spelling_is_refused_and_the_place_is_named(string json, string why)
    {
        Assert.False(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json), out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.StartsWith("byte ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xC0, 0x80, 0x22 })] // overlong
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })] // surrogate
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xE4, 0xB8, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xF4, 0x90, 0x80, 0x80, 0x22 })]
    public void Bytes_that_are_not_UTF8_are_refused(byte[] json)
    {
        Assert.False(CanonicalJson.IsCanonical(json, out var problem));
        Assert.Contains("not UTF-8", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_60_KiB_is_accepted_and_one_byte_more_is_not()
    {
        var json = Encoding.ASCII.GetBytes('"' + new string('x', CanonicalJson.MaxBytes - 2) + '"');
        Assert.True(CanonicalJson.IsCanonical(json, out _));
        Assert.False(CanonicalJson.IsCanonical([.. json[..^1], (byte)'x', (byte)'"'], out var problem));
        Assert.Contains("61440", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\u0008\t\n\u000C\r\"\\/\u0000\u001f\u007f", "\"a\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u001f\u007f\"")]
    [InlineData("e\u0301", "\"\u00e9\"")]
    [InlineData("\U0001F600", "\"\U0001F600\"")]
    [InlineData("", "\"\"")]
    public void A_string_is_written_in_its_one_spelling(string text, string json) => Assert.Equal(json, Encoding.UTF8.GetString(Write(text)));

    [Fact] // not in the table: attributes cannot carry lone surrogates
    public void A_lone_surrogate_is_written_as_the_replacement_character() => Assert.Equal("\"\uFFFDx\uFFFD\"", Encoding.UTF8.GetString(Write("\uD800x\uDC00")));

    [Fact]
    public void Whatever_is_written_is_canonical() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            CanonicalJson.IsCanonical(Write(text ?? ""), out _) && CanonicalJson.IsCanonical(Write("\u0301\uD800" + text), out _)));

    [Fact]
    public void Reading_a_record_of_ASCII_does_not_allocate()
    {
        var json = Records.Sample(7, new byte[LeafHash.Size]);
        Assert.Equal(0, Allocations.LeastOf(() => CanonicalJson.IsCanonical(json, out _)));
    }

    private static byte[] Write(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.WriteString(output, text);
        return output.WrittenSpan.ToArray();
    }
}
