using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Government;

/// <summary>Numbers that states give to people, of some sixty countries; US social security numbers have a detector of their own.</summary>
public sealed class NationalIdDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        // Europe
        new("pl-pesel", "99999999999", "pesel national-id", EuropeanIds.Pesel),
        new("gb-nhs", "999 999 9999", "nhs medical-record national-id", EuropeanIds.Nhs),
        new("gb-nhs", "999 999 9999", "nhs", EuropeanIds.NhsNoPhone, Unlabelled.Written),
        new("gb-nino", "AA 99 99 99 A|AA 9999 99 A|AA 999999 A|AA 999999A|AA999999 A", "nino national-id", EuropeanIds.Nino, Unlabelled.Always) { AnyCase = true },
        new("es-dni", "99999999-A|99999999 A|9999999 A|99.999.999-A", "es-id national-id", EuropeanIds.Dni, Unlabelled.Always),
        new("es-nie", "A 9999999 A", "es-id national-id", EuropeanIds.Nie, Unlabelled.Always) { AnyCase = true },
        new("it-codice-fiscale", "AAA AAA XXAXX AXXXA", "it-cf tax-id national-id", EuropeanIds.CodiceFiscale, Unlabelled.Always) { AnyCase = true },
        new("it-carta-identita", "AA9999999|AA99999AA|9999999AA|AA 9999999", "national-id"),
        new("fi-hetu", "999999A999X|999999-999X", "hetu national-id", EuropeanIds.Hetu, Unlabelled.Always),
        new("se-personnummer", "999999-9999|99999999-9999", "personnummer national-id", EuropeanIds.Personnummer, Unlabelled.Written),
        new("no-fodselsnummer", "999999 99999", "personnummer national-id", EuropeanIds.Fodselsnummer, Unlabelled.Always),
        new("is-kennitala", "999999-9999", "personnummer national-id", EuropeanIds.Kennitala, Unlabelled.Written),
        new("dk-cpr", "999999-9999", "personnummer national-id", EuropeanIds.Cpr, Unlabelled.Written),
        new("baltic-personal-code", "99999999999", "ee-code national-id", EuropeanIds.Baltic),
        new("lv-personas-kods", "999999-99999", "lv-code national-id", EuropeanIds.Latvian, Unlabelled.Written),
        new("nl-bsn", "999999999|99999999|9999 99 999|999 999 999", "bsn national-id", EuropeanIds.Bsn),
        new("fr-nir", "9 99 99 9X 999 999 99|9999999999999 99", "nir national-id insurance-card", EuropeanIds.Nir, Unlabelled.Always),
        new("cz-rodne-cislo", "999999/9999|999999/999", "rodne national-id", EuropeanIds.RodneCislo, Unlabelled.Written),
        new("ro-cnp", "9999999999999", "cnp national-id", EuropeanIds.Cnp),
        new("bg-egn", "9999999999", "egn national-id", EuropeanIds.Egn),
        new("jmbg", "9999999999999", "jmbg national-id", EuropeanIds.Jmbg),
        new("hr-oib", "99999999999", "oib national-id", CheckDigits.Mod1110),
        new("gr-amka", "99999999999", "amka national-id", EuropeanIds.Amka),
        new("hu-personal-id", "9 999999 9999", "hu-personal national-id", EuropeanIds.HungarianPersonal, Unlabelled.Written),
        new("hu-taj", "999 999 999", "hu-taj insurance-card", EuropeanIds.Taj),
        new("at-svnr", "9999 999999", "at-svnr national-id insurance-card", EuropeanIds.AustrianInsurance),
        new("ch-ahv", "999.9999.9999.99|9999999999999|999 9999 9999 99", "ahv national-id", EuropeanIds.Ahv, Unlabelled.Always),
        new("be-national-register", "99.99.99-999.99|99 99 99 999 99", "be-nrn national-id", EuropeanIds.BelgianRegister, Unlabelled.Written),
        new("pt-cartao-cidadao", "99999999 9 XX9", "national-id", EuropeanIds.PortugueseCard),
        new("ie-pps", "9999999A|9999999AA", "pps national-id", EuropeanIds.Pps),
        new("de-svnr", "99 999999 A 999", "de-svnr national-id insurance-card", EuropeanIds.GermanInsurance, Unlabelled.Always),
        new("de-id-card", "AXXXXXXX9", "de-id national-id", EuropeanIds.GermanCard),
        new("ru-snils", "999-999-999 99|99999999999", "snils national-id", EuropeanIds.Snils, Unlabelled.Written),

        // The Americas
        new("ca-sin", "999-999-999|999 999 999", "sin national-id", WorldIds.Sin),
        new("br-cpf", "999.999.999-99|99999999999", "cpf national-id", WorldIds.Cpf, Unlabelled.Written),
        new("mx-curp", "AAAA999999AAAAAAX9", "curp national-id", WorldIds.Curp, Unlabelled.Always) { AnyCase = true },
        new("cl-rut", "99.999.999-X|9.999.999-X|99999999-X|9999999-X", "rut national-id", WorldIds.Rut, Unlabelled.Written),
        new("ar-cuil", "99-99999999-9|99999999999", "cuit national-id", WorldIds.Cuit, Unlabelled.Written),
        new("latin-america-id", "99.999.999|9.999.999|9.999.999.999|9{7,10}", "dni national-id") { LabelMayBeFar = false },

        // Asia and the Pacific
        new("in-aadhaar", "9999 9999 9999", "aadhaar national-id", WorldIds.Aadhaar, Unlabelled.Written),
        new("in-pan", "AAAAA9999A", "pan tax-id national-id", WorldIds.Pan, Unlabelled.Always),
        new("in-pan", "AAAAA9999A", "pan"),
        new("in-voter", "AAA9999999", "in-voter national-id"),
        new("sg-nric", "A9999999A", "nric national-id", WorldIds.Nric, Unlabelled.Always),
        new("au-medicare", "9999 99999 9|9999 99999 9 9", "au-medicare insurance-card national-id", WorldIds.Medicare),
        new("kr-rrn", "999999-9999999|9999999999999", "rrn national-id", WorldIds.Rrn, Unlabelled.Written),
        new("th-national-id", "9 9999 99999 99 9", "thai-id national-id", WorldIds.Thai, Unlabelled.Written),
        new("hk-id", "A999999(X|AA999999(X|A999999X|AA999999X", "hkid national-id", WorldIds.Hkid, Unlabelled.Written),
        new("my-mykad", "999999-99-9999|999999999999", "mykad national-id", WorldIds.MyKad, Unlabelled.Written),
        new("jp-my-number", "9999 9999 9999", "mynumber national-id", WorldIds.MyNumber),
        new("cn-resident-id", "99999999999999999X", "cn-id national-id", WorldIds.Chinese, Unlabelled.Always),
        new("tw-national-id", "A999999999", "tw-id national-id", WorldIds.Taiwanese),
        new("id-nik", "9999999999999999", "nik national-id", WorldIds.Indonesian),
        new("pk-cnic", "99999-9999999-9|9999999999999", "cnic national-id", WorldIds.Pakistani, Unlabelled.Written),
        new("lk-nic", "999999999A|999999999999", "lk-nic national-id", WorldIds.SriLankan),
        new("vn-cccd", "999999999999|999999999", "cccd national-id") { LabelMayBeFar = false },
        new("ph-philsys", "9999 9999 9999 9999|9999 9999999 9", "philsys national-id") { LabelMayBeFar = false },
        new("kz-iin", "999999999999", "iin national-id", WorldIds.Kazakh),

        // Middle East and Africa
        new("tr-tckn", "99999999999", "tckn national-id", WorldIds.Tckn),
        new("za-id", "9999999999999|999999 9999 999|999999 9999 99 9", "za-id national-id", WorldIds.SouthAfrican),
        new("il-id", "999999999|99999999 9", "il-id national-id", WorldIds.Israeli),
        new("ae-emirates-id", "999-9999-9999999-9|999999999999999", "emirates-id national-id", WorldIds.Emirates, Unlabelled.Always),
        new("sa-id", "9999999999", "sa-id national-id", WorldIds.Saudi),
        new("kw-civil-id", "999999999999", "kw-id national-id", WorldIds.Kuwaiti),
        new("eg-national-id", "99999999999999", "eg-nid national-id", WorldIds.Egyptian),
        new("ng-nin", "99999999999", "ng-nin national-id") { LabelMayBeFar = false },
    ];

    private static readonly LabelledRow[] Any =
    [
        new("national-id", "national-id aadhaar pan nhs nino pesel es-id hetu nric bsn nir curp personnummer hkid mykad cn-id nik cnic ng-nin in-voter", 6, 20, 4),
        new("national-id", "sin tckn za-id thai-id cpf rut dni rodne cnp egn jmbg oib mynumber cccd eg-nid il-id amka be-nrn ahv pps de-svnr snils rrn emirates-id sa-id", 7, 16, 7),
    ];

    /// <inheritdoc/>
    public override string Id => "national-id";

    /// <inheritdoc/>
    public override string Label => "NATIONAL_ID";
}
