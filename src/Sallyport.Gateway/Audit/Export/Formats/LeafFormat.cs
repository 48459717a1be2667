using System.Buffers;

namespace Sallyport.Gateway.Audit.Export.Formats;

/// <summary>The record as it is hashed, byte for byte: whoever has it can check it against a proof.</summary>
internal sealed class LeafFormat : IRecordFormat
{
    public bool IsJson => true;

    public void Write(Leaf leaf, ReadOnlyMemory<byte> json, IBufferWriter<byte> output) => output.Write(json.Span);
}
