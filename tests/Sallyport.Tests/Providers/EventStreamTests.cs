using System.Buffers;
using System.Text;
using System.Text.Json;
using Sallyport.Providers;
using Sallyport.Providers.Aws;
using Sallyport.Providers.Sse;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class EventStreamTests
{
    // Made by Python's struct and binascii.
    private const string Foreign = "AAAAiAAAAEsFurwiCzpldmVudC10eXBlBwAFY2h1bmsNOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9uL2pzb24NOm1lc3NhZ2UtdHlwZQcABWV2ZW50eyJieXRlcyI6ICJleUowZVhCbElqb2liV1Z6YzJGblpWOXpkRzl3SW4wPSJ9t2sq8Q==";

    [Fact]
    public void A_message_that_another_program_made_is_read()
    {
        Assert.Equal("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", EventIn(Convert.FromBase64String(Foreign)));
    }

    [Fact]
    public void One_wrong_bit_anywhere_is_found()
    {
        var whole = EventStreamMessage.Chunk("""{"type":"ping"}""");
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(FrameResult.Frame, EventStreamFramer.Find(damaged, out _));
            // Damaged lengths are found at once, not when the bytes that they promise have come.
            Assert.Equal(FrameResult.Malformed, EventStreamFramer.Find([.. damaged, .. new byte[64]], out _));
        }
    }

    [Fact]
    public void A_part_of_a_message_waits_for_the_rest()
    {
        var whole = EventStreamMessage.Chunk("""{"type":"ping"}""");
        for (var length = 0; length < whole.Length; length++) Assert.Equal(FrameResult.Incomplete, EventStreamFramer.Find(whole.AsSpan(0, length), out _));
        Assert.Equal(FrameResult.Frame, EventStreamFramer.Find(whole, out var frame));
        Assert.Equal(whole.Length, frame.Length);
    }

    [Fact]
    public void A_length_beyond_all_measure_is_malformed_though_its_checksum_holds()
    {
        var message = EventStreamMessage.Of([], new byte[40]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message, int.MaxValue);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Sum(message.AsSpan(0, 8)));
        Assert.Equal(FrameResult.Malformed, EventStreamFramer.Find(message, out _));
    }

    [Fact]
    public void Headers_of_every_type_are_stepped_over()
    {
        byte[] extra = [1, (byte)'a', 0, 1, (byte)'b', 2, 9, 1, (byte)'c', 4, 0, 0, 0, 1, 1, (byte)'d', 6, 0, 2, 8, 8, 1, (byte)'e', 9, .. new byte[16]];
        var message = EventStreamMessage.Of([(":message-type", "event"), (":event-type", "chunk")], []);
        var headers = message.AsSpan(12, message.Length - 16).ToArray();
        var changed = Rebuilt([.. extra, .. headers], "{}"u8.ToArray());
        Assert.Equal(FrameResult.Frame, EventStreamFramer.Find(changed, out var frame));
        Assert.Equal(("chunk", false, 2), (frame.Name, frame.IsFailure, frame.PayloadLength));
    }

    [Theory]
    [InlineData("throttlingException", "rate_limit_error")]
    [InlineData("modelStreamErrorException", "api_error")]
    [InlineData("serviceUnavailableException", "overloaded_error")]
    [InlineData("validationException", "invalid_request_error")]
    public void An_exception_becomes_the_dialects_error_event(string exception, string type)
    {
        var text = EventIn(EventStreamMessage.Exception(exception, "Say \"it\" later."));
        Assert.StartsWith("event: error\ndata: ", text, StringComparison.Ordinal);
        var error = JsonElement.Parse(text!["event: error\ndata: ".Length..]).GetProperty("error");
        Assert.Equal((type, "Say \"it\" later.", exception), (error.GetProperty("type").GetString(), error.GetProperty("message").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public void A_line_break_inside_an_event_cannot_make_a_second_one()
    {
        var text = EventIn(EventStreamMessage.Chunk("{\"type\":\"ping\",\n\n\"data\":\r1}"));
        Assert.Equal("event: ping\ndata: {\"type\":\"ping\",  \"data\": 1}\n\n", text);
    }

    [Theory]
    [InlineData("""{"type":"a\nb"}""")]
    [InlineData("""{"nothing":1}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void An_event_without_a_plain_type_is_not_passed_on(string json) => Assert.Null(EventIn(EventStreamMessage.Chunk(json)));

    [Fact]
    public void A_message_of_another_kind_says_nothing() => Assert.Equal("", EventIn(EventStreamMessage.Of([(":message-type", "event"), (":event-type", "initial-response")], "{}"u8.ToArray())));

    private static string? EventIn(byte[] message)
    {
        Assert.Equal(FrameResult.Frame, EventStreamFramer.Find(message, out var frame));
        var output = new ArrayBufferWriter<byte>();
        return BedrockEvents.TryWrite(frame, message.AsSpan(frame.PayloadStart, frame.PayloadLength), DialectId.AnthropicMessages, "", output) ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }

    private static byte[] Rebuilt(byte[] headers, byte[] payload)
    {
        var message = new byte[16 + headers.Length + payload.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Sum(message.AsSpan(0, 8)));
        headers.CopyTo(message, 12);
        payload.CopyTo(message, 12 + headers.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Sum(message.AsSpan(0, message.Length - 4)));
        return message;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes) => Crc32.Of(bytes); // proved against another program's above
}
