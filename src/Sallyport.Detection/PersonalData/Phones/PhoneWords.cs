using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Phones;

/// <summary>Words before a number that say whether it is for calling.</summary>
internal static class PhoneWords
{
    public static readonly ContextWords Calls = new(
        40, "phone", "phones", "telephone", "telephones", "tel", "tél", "mobile", "mob", "cell", "cellphone", "cellular", "call", "calling", "calls", "called", "fax", "whatsapp", "sms", "dial", "ring", "hotline", "helpline", "landline", "pager", "voicemail", "text me", "viber",
        "reach me at", "reach him at", "reach her at", "reached at", "contact number", "contact no",
        "telefon", "telefonnummer", "telefonisch", "rufnummer", "handy", "handynummer", "mobil", "mobilnummer", "mobiltelefon", "festnetz", "durchwahl", "anrufen", "anruf", "erreichbar", "rückruf", "natel", "ruf mich",
        "téléphone", "telephoner", "téléphoner", "portable", "appeler", "appelez", "appelle", "joindre", "joignable", "gsm",
        "telefono", "teléfono", "telefonos", "teléfonos", "móvil", "movil", "celular", "cel", "llamar", "llame", "llámame", "llámeme", "llamada", "cellulare", "cell.", "chiamare", "chiama", "chiamami", "recapito",
        "telefone", "telemóvel", "telemovel", "ligar", "ligue", "zap", "contato", "contacto",
        "telefoon", "telefoonnummer", "mobiel", "mobiele", "bellen", "bel", "tlf", "tlf.", "mobilnr", "ringe", "ring mig", "tfn", "telefonnr", "mobiltlf", "puhelin", "puh", "puhelinnumero",
        "komórka", "telefonu", "komórkowy", "zadzwoń", "dzwonić", "telefonní", "mobilní", "volejte", "telefonszám", "cep", "gsm",
        "телефон", "тел", "моб", "мобильный", "звоните", "τηλ", "τηλέφωνο", "κινητό", "טלפון", "هاتف", "جوال", "फोन", "电话", "電話", "手机", "手機", "携帯", "전화", "휴대폰", "điện thoại", "đt", "hp", "telp", "handphone");

    /// <summary>Words that only say that a number follows, or that somebody can be reached: enough for digits in groups, or for ten of them.</summary>
    public static readonly ContextWords Numbers = new(
        32, "number is", "numéro est", "número es", "número é", "numero è", "nummer is", "nummer ist", "nummer er", "nummer är", "numer to", "my number", "mon numéro", "mi número", "meu número", "il mio numero", "meine nummer", "mijn nummer", "mit nummer", "mitt nummer",
        "mój numer", "contact", "reach", "reached", "text", "kontakt", "contactar", "contacter", "contattare", "contacteer", "номер");

    public static readonly ContextWords OtherNumbers = new(
        16, "order", "orders", "invoice", "ticket", "case", "account", "acct", "id", "ids", "ref", "reference", "tracking", "sku", "isbn", "issn", "serial", "iban", "bic", "ssn", "sin", "card", "zip", "total", "document", "documento", "passport", "passeport", "pasaporte", "reisepass",
        "license", "licence", "nhs", "patient", "mrn", "npi", "dea", "vin", "imei", "imsi", "pesel", "nip", "regon", "abn", "acn", "tfn:", "tax", "vat", "ein", "tin", "routing", "konto", "kontonummer", "bestellung", "rechnung", "rechnungsnummer", "bestellnummer", "kundennummer",
        "steuernummer", "ausweis", "commande", "facture", "pedido", "factura", "fattura", "ordine", "codice", "dni", "nie", "nif", "cpf", "cnpj", "kimlik", "tckn", "curp", "identity", "identité", "identidad", "identità", "aadhaar", "aadhar", "pan", "policy", "claim", "customer", "employee", "member", "membership", "port", "pid", "uid", "gid", "timestamp", "epoch",
        "version", "lot", "batch", "part", "model", "doi", "pmid", "arxiv", "issue", "commit", "trace", "session", "request", "transaction", "booking", "confirmation", "bsn", "cvv", "pin", "otp", "price", "amount", "usd", "eur");
}
