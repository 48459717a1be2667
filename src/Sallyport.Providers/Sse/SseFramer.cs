namespace Sallyport.Providers.Sse;

/// <summary>Cuts a stream of server-sent events into frames. Lines may end in LF or CRLF.</summary>
public static class SseFramer
{
    /// <summary>Reads the first frame of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What has arrived and was not framed yet.</param>
    /// <param name="scanned">How much of it an earlier call has searched in vain; updated.</param>
    /// <param name="frame">The frame.</param>
    public static FrameResult TryRead(ReadOnlySpan<byte> bytes, ref int scanned, out StreamFrame frame)
    {
        frame = default;
        var end = FindEnd(bytes, ref scanned);
        if (end < 0) return FrameResult.Incomplete;
        scanned = 0;

        int dataStart = -1, dataLength = 0;
        var isPlain = true;
        for (var at = 0; at < end;)
        {
            var line = bytes[at..end];
            var lf = line.IndexOf((byte)'\n');
            if (lf >= 0) line = line[..lf];
            var next = at + line.Length + 1;
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.StartsWith("data:"u8))
            {
                if (dataStart >= 0) return FrameResult.Malformed; // no provider splits an object over lines, and no object may dodge the reader
                dataStart = at + 5;
                dataLength = line.Length - 5;
                if (dataLength > 0 && line[5] == ' ') (dataStart, dataLength) = (dataStart + 1, dataLength - 1);
            }
            else if (!line.IsEmpty && !IsKnownLine(line)) isPlain = false;
            at = next;
        }

        if (dataStart < 0) frame = new StreamFrame(FrameKind.Heartbeat, end, 0, 0, isPlain);
        else if (bytes.Slice(dataStart, dataLength).SequenceEqual("[DONE]"u8)) frame = new StreamFrame(FrameKind.End, end, dataStart, dataLength, isPlain);
        else frame = new StreamFrame(FrameKind.Data, end, dataStart, dataLength, isPlain);
        return FrameResult.Frame;
    }

    // `event: name` of harmless letters passes as it is; comments, ids and unknown fields do not.
    private static bool IsKnownLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("event:"u8) || line.Length > 80) return false;
        foreach (var b in line[6..])
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'.' or (byte)'_' or (byte)'-' or (byte)' ')) return false;
        }

        return true;
    }

    private static int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        var at = Math.Max(0, scanned - 3); // the end may lie across what was searched before
        while (true)
        {
            var lf = bytes[at..].IndexOf((byte)'\n');
            if (lf < 0) break;
            at += lf + 1;
            if (at < bytes.Length && bytes[at] == '\n') return at + 1;
            if (at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n') return at + 2;
        }

        scanned = bytes.Length;
        return -1;
    }
}
