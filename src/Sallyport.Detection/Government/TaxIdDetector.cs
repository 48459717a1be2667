using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Government;

/// <summary>Tax and company numbers of some forty countries, value added tax numbers among them.</summary>
public sealed class TaxIdDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("us-itin", "999-99-9999|999 99 9999|999-999999|99999-9999|999999999", "itin tax-id", TaxIds.Itin, Unlabelled.Written),
        new("us-ein", "99-9999999", "ein tax-id", TaxIds.Ein),
        new("eu-vat", "AAX9{7,11}|AAX9{6,6}X|AAX9999999X|AAX999999XX|AA999999999A99|AA XXXXXXXX|AA XXXXXXXXX|AA XXXXXXXXXX|AA XXXXXXXXXXX", "vat", TaxIds.Vat, Unlabelled.Always),
        new("vat", "AA9{8,12}|AA 999 9999 99|AAA99999999|AA99999999A|AAX99999999|AAA999999999", "vat", TaxIds.VatByLength),
        new("de-tax-id", "99 999 999 999", "steuer-id tax-id", TaxIds.GermanTaxId, Unlabelled.Written),
        new("de-tax-number", "99/999/99999|999/999/99999|999/9999/9999|9999999999999", "de-tax-number tax-id"),
        new("au-tfn", "999 999 999|99 999 999", "tfn tax-id", TaxIds.Tfn),
        new("au-abn", "99 999 999 999", "abn tax-id", TaxIds.Abn, Unlabelled.Written),
        new("au-acn", "999 999 999", "acn tax-id", TaxIds.Acn),
        new("in-gstin", "99AAAAA9999AXAX|99AAAAA9999AAXX", "gstin tax-id", TaxIds.Gstin, Unlabelled.Always),
        new("kr-business", "999-99-99999|9999999999", "brn tax-id", TaxIds.KoreanBusiness, Unlabelled.Written),
        new("pl-nip", "999-999-99-99|999-99-99-999|9999999999", "nip tax-id vat", TaxIds.Nip, Unlabelled.Written),
        new("pl-regon", "999999999|99999999999999", "regon", TaxIds.Regon),
        new("it-partita-iva", "99999999999", "piva tax-id vat", TaxIds.PartitaIva),
        new("es-cif", "A9999999X|A-99999999", "cif tax-id vat", TaxIds.Cif, Unlabelled.Always),
        new("gb-utr", "99999 99999", "utr") { LabelMayBeFar = false },
        new("fr-siren", "999 999 999|999 999 999 99999", "siren tax-id", TaxIds.Siren),
        new("pt-nif", "999 999 999", "pt-nif tax-id", TaxIds.PortugueseNif),
        new("br-cnpj", "99.999.999/9999-99|99999999999999", "cnpj tax-id", TaxIds.Cnpj, Unlabelled.Always),
        new("mx-rfc", "AAAA999999XXX", "rfc tax-id", TaxIds.Rfc, Unlabelled.Always),
        new("mx-rfc", "AAA999999XXX|AAAA 999999 XXX|AAA 999999 XXX", "rfc tax-id", TaxIds.Rfc),
        new("gr-afm", "999999999", "afm tax-id vat", TaxIds.Afm),
        new("sg-uen", "999999999A|99999999A|A99AA9999A", "uen tax-id"),
        new("se-org-number", "999999-9999|9999999999", "orgnr tax-id", TaxIds.OrgNumber, Unlabelled.Written),
        new("no-org-number", "999 999 999", "orgnr tax-id", TaxIds.NorwegianOrg),
        new("dk-cvr", "99999999|99 99 99 99", "orgnr tax-id", TaxIds.Cvr),
        new("fi-y-tunnus", "9999999-9", "orgnr tax-id", TaxIds.FinnishBusiness, Unlabelled.Written),
        new("ch-uid", "AAA-999.999.999|AAA999999999|AAA 999 999 999", "ch-uid vat tax-id", TaxIds.SwissUid, Unlabelled.Always),
        new("ph-tin", "999-999-999-999|999-999-999|999-999-999-99999", "ph-tin tax-id") { LabelMayBeFar = false },
        new("id-npwp", "99.999.999.9-999.999|999999999999999", "npwp tax-id", null, Unlabelled.Written) { LabelMayBeFar = false },
        new("tr-vkn", "9999999999", "vkn tax-id", TaxIds.Vkn),
        new("nz-ird", "99 999 999|999 999 999", "ird tax-id", TaxIds.Ird),
        new("hu-tax-id", "9999999999", "hu-tax tax-id", TaxIds.HungarianTax),
        new("hu-adoszam", "99999999-9-99", "hu-tax tax-id vat", null, Unlabelled.Never) { LabelMayBeFar = true },
        new("ru-inn", "9999999999|999999999999", "inn tax-id", TaxIds.Inn),
        new("ua-rnokpp", "9999999999", "inn tax-id", TaxIds.UkrainianTax),
        new("co-nit", "999.999.999-9|9999999999|999999999-9", "co-nit tax-id", TaxIds.Nit, Unlabelled.Written),
        new("pe-ruc", "99999999999", "pe-ruc tax-id", TaxIds.Ruc),
        new("ar-cuit", "99-99999999-9|99999999999", "cuit tax-id", WorldIds.Cuit),
        new("hr-oib", "99999999999", "oib", CheckDigits.Mod1110),
    ];

    private static readonly LabelledRow[] Any =
    [
        new("tax-id", "tax-id ein itin tfn abn acn gstin brn nip regon piva cif utr siren pt-nif cnpj rfc afm uen orgnr ph-tin npwp vkn ird dic hu-tax cuit co-nit pe-ruc inn steuer-id de-tax-number", 6, 18, 6),
    ];

    /// <inheritdoc/>
    public override string Id => "tax-id";

    /// <inheritdoc/>
    public override string Label => "TAX_ID";
}
