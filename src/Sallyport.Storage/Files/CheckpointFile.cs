using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Notes;

namespace Sallyport.Storage.Files;

/// <summary>The last signed checkpoint, in a file <c>checkpoint</c> of the data directory. A database restored from an older copy, or cut back, then says less than the file beside it.</summary>
/// <remarks>It guards against mistakes and against who can write only the database. Who owns the host can turn back both: that is what witnesses and anchors are for.</remarks>
public static partial class CheckpointFile
{
    public const string FileName = "checkpoint";

    /// <summary>From now on keeps what the checkpointer makes.</summary>
    public static void Follow(Checkpointer checkpointer, string directory, ILogger logger) => checkpointer.Made += made => Keep(directory, made.Note.Span, logger);

    /// <summary>Replaces the file, durably and in one step, unless it holds a larger checkpoint. Never throws: the record must not stop for its copy.</summary>
    /// <param name="note">A signed checkpoint.</param>
    public static void Keep(string directory, ReadOnlySpan<byte> note, ILogger logger)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            if (File.Exists(path) && SizeOf(File.ReadAllBytes(path)) > SizeOf(note))
            {
                Log.Rewound(logger, path);
                return;
            }

            DurableFile.Write(path, note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, path, e.Message);
        }
    }

    /// <summary>What is kept; null if there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[]? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private static long SizeOf(ReadOnlySpan<byte> bytes) =>
        SignedNote.TryParse(bytes, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint) ? checkpoint.Size : -1;

    private static partial class Log
    {
        [LoggerMessage(9011, LogLevel.Critical, "The log is shorter than the checkpoint in {File}: it was rewound or restored from an older copy. The file is left as it is; run sallyport audit verify")]
        public static partial void Rewound(ILogger logger, string file);

        [LoggerMessage(9012, LogLevel.Error, "The last checkpoint could not be written to {File}: {Reason}")]
        public static partial void NotWritten(ILogger logger, string file, string reason);
    }
}
