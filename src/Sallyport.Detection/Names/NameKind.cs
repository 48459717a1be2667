namespace Sallyport.Detection.Names;

/// <summary>What the name pass finds.</summary>
internal enum NameKind
{
    Person = 0,
    Location = 1,
    Organization = 2,
    Title = 3,
    Nationality = 4,
}
