namespace Sallyport.Detection.Secrets;

/// <summary>What the name before a value says of it.</summary>
internal enum SecretName : byte
{
    None,

    /// <summary>A password or passphrase: short words are possible.</summary>
    Password,

    /// <summary>A number of four to eight digits.</summary>
    Pin,

    /// <summary>A user name and a password, one after the other.</summary>
    Login,

    /// <summary>A token or a key that gives access, made by a machine.</summary>
    Secret,

    /// <summary>A secret that a person may have made up: <c>JWT_SECRET</c>, <c>secret_key</c>.</summary>
    Chosen,

    /// <summary>A name that may mean a secret or something harmless: <c>key</c>, <c>auth</c>, <c>salt</c>.</summary>
    Weak,
}
