using System.Buffers;
using System.Text;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Inspection;

public class StreamCostTests
{
    private const int Events = 2_000, Rounds = 50, MostBytes = 64; // 24 today: one small object an event

    /// <summary>Two thousand open streams with an event a second grew by a kilobyte an event until a collection came.</summary>
    [Fact]
    public void An_inspected_event_that_nothing_touches_allocates_next_to_nothing()
    {
        var request = Rig.Ask(Endpoint.ChatCompletions, """{"model":"m","stream":true,"messages":[{"role":"user","content":"Hello there"}]}"""u8.ToArray());
        using var inspector = new StreamInspector(Rig.Context(DialectId.OpenAIChat, request), ScratchPool.RentAnswerReader(DialectId.OpenAIChat), isArray: false, hideUsage: false);
        var output = new ArrayBufferWriter<byte>(1 << 20);
        byte[][] events = [.. " The| quarterly| report| shows| 12| percent,".Split('|').Select(w => Encoding.UTF8.GetBytes(
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + w + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n"))];

        // Code that is not optimized yet boxes enums: the claim is about the code that serves, so the best of many rounds counts.
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > MostBytes; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Events; i++) Feed(i);
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Events);
        }

        Assert.InRange(least, 0, MostBytes);

        void Feed(int i)
        {
            var bytes = events[i % events.Length];
            bytes.CopyTo(inspector.Room());
            Assert.Null(inspector.Received(bytes.Length, output));
            output.ResetWrittenCount();
        }
    }

    /// <summary>A block of the connection's memory that was asked for is held until something is sent.</summary>
    [Fact]
    public void An_event_that_has_to_wait_asks_the_connection_for_nothing()
    {
        var request = Rig.Ask(Endpoint.ChatCompletions, """{"model":"m","stream":true,"messages":[{"role":"user","content":"Hello there"}]}"""u8.ToArray());
        using var inspector = new StreamInspector(Rig.Context(DialectId.OpenAIChat, request), ScratchPool.RentAnswerReader(DialectId.OpenAIChat), isArray: false, hideUsage: false);
        var output = new CountingWriter();
        var bytes = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Call 212 555 01\"}}]}\n\n"u8;
        bytes.CopyTo(inspector.Room().Span);
        Assert.Null(inspector.Received(bytes.Length, output));
        Assert.Equal(0, output.Asked);

        Assert.Null(inspector.Complete(output));
        Assert.NotEqual(0, output.Asked);
    }

    private sealed class CountingWriter : IBufferWriter<byte>
    {
        private readonly byte[] _room = new byte[4_096];

        public int Asked { get; private set; }

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Asked++;
            return _room;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
