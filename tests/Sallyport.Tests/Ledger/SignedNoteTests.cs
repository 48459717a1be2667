using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger.Notes;
using Xunit;

namespace Sallyport.Tests.Ledger;

/// <summary>The PeterNeumann key and note are the published example of Go's sumdb/note, example.com/foo is that of C2SP signed-note.</summary>
public sealed class SignedNoteTests
{
    private const string PrivateKey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string PublicKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string Line = "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    private const string Note = Text + "\n" + Line + "\n";

    [Fact]
    public void The_published_key_signs_the_published_note_byte_for_byte()
    {
        using var signer = NoteSigner.FromNoteForm(PrivateKey);
        Assert.Equal(Note, new SignedNote(Text, [signer.Sign(Text)]).Format());
        Assert.Equal(PublicKey, signer.VerifierKey);
    }

    [Theory]
    [InlineData(PublicKey, Note)]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")]
    public void Published_notes_verify_and_no_other_text_does(string key, string text)
    {
        using var verifier = NoteVerifier.Parse(key);
        Assert.True(SignedNote.TryParse(text, out var note));
        var signature = Assert.Single(note.Signatures);
        Assert.True(verifier.Made(signature));
        Assert.True(verifier.Verify(Encoding.UTF8.GetBytes(note.Text), signature.Value.Span, out var at));
        Assert.Null(at);
        Assert.False(verifier.Verify(Encoding.UTF8.GetBytes(note.Text + " "), signature.Value.Span, out _));
        Assert.False(verifier.Verify(Encoding.UTF8.GetBytes(note.Text), signature.Value.Span[1..], out _));
    }

    [Fact]
    public void No_change_of_one_character_leaves_a_key_valid()
    {
        foreach (var (text, parse) in new (string, Action<string>)[] { (PublicKey, k => NoteVerifier.Parse(k).Dispose()), (PrivateKey, k => NoteSigner.FromNoteForm(k).Dispose()) })
        {
            for (var i = 0; i < text.Length; i++)
            {
                var changed = text.ToCharArray();
                changed[i]++;
                Assert.ThrowsAny<FormatException>(() => parse(new string(changed)));
                Assert.ThrowsAny<FormatException>(() => parse(text[..i]));
            }
        }
    }

    [Theory]
    [InlineData("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "base64")]
    [InlineData("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "signature type 101")]
    [InlineData("PeterNeumann", "name+id+base64")]
    [InlineData(PrivateKey, "private key")]
    public void What_is_wrong_with_a_key_is_said_without_the_key(string key, string why)
    {
        var message = Assert.Throws<FormatException>(() => NoteVerifier.Parse(key)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.DoesNotContain("AYEKFALV", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n" + Line + "\n")]
    [InlineData("text\n\n" + Line)]
    [InlineData("text\n\n" + Line + "\n\n")]
    [InlineData("text\n\n" + Line + "\r\n")]
    [InlineData("te\tt\n\n" + Line + "\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name\n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAA=\n")]
    [InlineData("text\n\n\u2014  AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAA==\n")]
    [InlineData("text\n\n\u2014 name AAAAAAB=\n")]
    [InlineData("text\n\n\u2014 name AAAA AAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA= \n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=\u2028\u2014 name AAAAAAA=\n")]
    public void What_is_not_a_signed_note_is_refused(string text) => Assert.False(SignedNote.TryParse(text, out _));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_no_note() => Assert.False(SignedNote.TryParse([0xFF, .. Encoding.UTF8.GetBytes(Note)], out _));

    [Fact]
    public void A_text_may_hold_empty_lines_and_sixteen_signatures()
    {
        var text = "a\n\nb\n\n" + string.Concat(Enumerable.Repeat(Line + "\n", 16));
        Assert.True(SignedNote.TryParse(text, out var note));
        Assert.Equal(("a\n\nb\n", 16, text), (note.Text, note.Signatures.Count, note.Format()));
    }

    [Theory] // RFC 8032 section 7.1, tests 1 to 3
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_signs_the_published_messages(string seed, string publicKey, string message, string signature)
    {
        using var key = Ed25519Key.FromSeed(Convert.FromHexString(seed));
        Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))));
        using var verifying = Ed25519Key.FromPublic(Convert.FromHexString(publicKey));
        Assert.True(verifying.Verify(Convert.FromHexString(message), Convert.FromHexString(signature)));
        Assert.False(verifying.Verify([1, 2, 3], Convert.FromHexString(signature)));
        Assert.False(verifying.Verify([], new byte[64]));
    }

    [Fact]
    public void A_key_of_openssl_signs_as_the_same_key_in_note_form()
    {
        byte[] der = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. Convert.FromBase64String("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1..]];
        using var signer = NoteSigner.FromPkcs8("PeterNeumann", der);
        Assert.Equal(Line, signer.Sign(Text).Line);
    }

    [Fact]
    public void An_ECDSA_key_signs_and_bears_the_id_of_the_key_alone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = NoteSigner.FromPkcs8("log.example", key.ExportPkcs8PrivateKey());
        using var verifier = NoteVerifier.Parse(signer.VerifierKey);
        var signature = signer.Sign(Text);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..8], signature.KeyId.ToString("X8"));
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(Text), signature.Value.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.True(verifier.Made(signature) && verifier.Verify(Encoding.UTF8.GetBytes(Text), signature.Value.Span, out _));
        Assert.False(verifier.Verify(Encoding.UTF8.GetBytes(Text + "\n"), signature.Value.Span, out _));

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<CryptographicException>(() => NoteSigner.FromPkcs8("log.example", other.ExportPkcs8PrivateKey()));
    }

    [Fact]
    public void A_generated_key_is_its_own_and_can_be_read_back()
    {
        var (first, second) = (NoteSigner.Generate("log.example/a"), NoteSigner.Generate("log.example/a"));
        Assert.NotEqual(first, second);
        using var signer = NoteSigner.FromNoteForm(first);
        using var verifier = NoteVerifier.Parse(signer.VerifierKey);
        Assert.True(verifier.Verify(Encoding.UTF8.GetBytes(Text), signer.Sign(Text).Value.Span, out _));
    }
}
