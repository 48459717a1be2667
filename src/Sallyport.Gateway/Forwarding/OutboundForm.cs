using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Routing;
using Sallyport.Providers.Forms;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Writes a form anew: the client's parts with their masks, between marks of our own. Nothing of the client's framing leaves: no header of a part, no name of a file.</summary>
internal static class OutboundForm
{
    /// <summary>One for each start of the process. A client does not know it, so it cannot end a part early.</summary>
    private static readonly string Boundary = "sallyport-" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static readonly string Type = "multipart/form-data; boundary=" + Boundary;

    /// <summary>Media type of the body that leaves.</summary>
    public static string TypeOf(InspectedRequest request) => request.Body.Reader is FormRequestReader ? Type : "application/json";

    /// <summary>Writes the form for a target.</summary>
    public static void Write(InspectedRequest request, RouteTarget target, PooledWriter output)
    {
        var form = (FormRequestReader)request.Body.Reader!;
        var body = request.Body.Bytes.Span;
        if (body.IndexOf(Encoding.ASCII.GetBytes(Boundary)) >= 0) throw new InvalidOperationException("A form holds our own mark."); // only an upstream could have told it
        foreach (var part in form.Parts)
        {
            Text("--" + Boundary + "\r\nContent-Disposition: form-data; name=\"", output);
            Edited(body, part.Name, request.Edits, output);
            if (part.FileName is { } name)
            {
                var kind = FileKind.Of(body.Slice(name.Start, name.Length), body.Slice(part.Type.Start, part.Type.Length));
                Text("\"; filename=\"" + kind.Name + "\"\r\nContent-Type: " + kind.Type + "\r\n\r\n", output);
                output.Write(body.Slice(part.Value.Start, part.Value.Length));
            }
            else
            {
                Text("\"\r\n\r\n", output);
                if (part.Value == form.Facts.ModelSpan && target.Model is { } model && FormRequestReader.FieldOf(body.Slice(part.Name.Start, part.Name.Length)) == Field.Model) Text(model, output);
                else Edited(body, part.Value, request.Edits, output);
            }

            Text("\r\n", output);
        }

        Text("--" + Boundary + "--\r\n", output);
    }

    private static void Edited(ReadOnlySpan<byte> body, (int Start, int Length) place, IReadOnlyList<Edit> edits, PooledWriter output)
    {
        var (at, end) = (place.Start, place.Start + place.Length);
        foreach (var edit in edits)
        {
            if (edit.Start < at || edit.Start >= end) continue;
            output.Write(body[at..edit.Start]);
            Text(edit.Text, output); // a form knows no escapes
            at = edit.Start + edit.Length;
        }

        output.Write(body[at..end]);
    }

    private static void Text(string text, PooledWriter output) => Encoding.UTF8.GetBytes(text, output);
}
