using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Where state is kept.</summary>
public sealed class StorageOptions
{
    [Description("Kind of store. Default sqlite.")]
    [AllowedValues("sqlite")]
    public string Kind { get; set; } = "sqlite";

    [Description("Database file, relative to the working directory; it must be called sallyport.db, and key material is kept in the same folder. Default sallyport.db in SALLYPORT_DATA_DIR (default: data).")]
    public string? Path { get; set; }
}
