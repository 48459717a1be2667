namespace Sallyport.Detection.ContentClasses;

/// <summary>Kinds of sensitive unstructured content. Numbers are indexes into <see cref="ContentClassifier.Ids"/>.</summary>
public enum ContentClass
{
    /// <summary>Program text, also queries and scripts.</summary>
    SourceCode,

    /// <summary>Contracts, briefs, opinions.</summary>
    Legal,

    /// <summary>Statements, models, forecasts, deals.</summary>
    Financial,

    /// <summary>Patient records, reports, letters.</summary>
    Medical,

    /// <summary>Personnel files, pay, applications, reviews.</summary>
    Hr,

    /// <summary>Passwords, keys, access data.</summary>
    Credentials,

    /// <summary>Lists and files about customers.</summary>
    CustomerRecords,
}
