using System.Buffers;

namespace Sallyport.Gateway.Audit.Export.Formats;

/// <summary>Puts a record into the form that a receiver reads: UTF-8, one line without its end, no control characters below U+0020.</summary>
internal interface IRecordFormat
{
    /// <summary>True if the line is one JSON object.</summary>
    bool IsJson { get; }

    /// <param name="leaf">What the record says.</param>
    /// <param name="json">The record as it is hashed.</param>
    void Write(Leaf leaf, ReadOnlyMemory<byte> json, IBufferWriter<byte> output);
}
