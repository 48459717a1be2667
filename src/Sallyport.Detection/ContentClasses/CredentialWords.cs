namespace Sallyport.Detection.ContentClasses;

/// <summary>Words that stand beside credentials. By themselves they only hint at some.</summary>
internal static class CredentialWords
{
    public const string Text = """
        1.5: api key, api_key, apikey, secret key, secret_key, access token, access_token, client_secret, private key, private_key, root password, admin password, db_password, database password, master password, passphrase, recovery codes, recovery phrase, seed phrase, one-time code, ssh key, connection string, aws_secret_access_key, aws_access_key_id, bearer token, service account key, login credentials, zugangsdaten, kennwort, passwort, geheimer schlüssel, mot de passe, identifiants, clé secrète, contraseña, clave secreta, credenciales
        0.7: password, passwords, pwd, passwd, credentials, secret, token, username, login, user name, pin, vault, benutzername, anmeldedaten, nom d'utilisateur, usuario
        """;
}
