using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>Names and codes of regions that stand before a postal code, and words that announce one.</summary>
internal static class PostalWords
{
    /// <summary>Codes of states and provinces of the United States, Canada and Australia, military ones too.</summary>
    public static readonly WordTable Codes = new(
        (1, "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI AS MP FM MH PW AA AE AP " +
            "AB BC MB NB NL NS NT NU ON PE QC SK YT NSW VIC QLD TAS ACT"));

    public static readonly WordTable States = new(
        (1, "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas " +
            "Utah Vermont Virginia Washington Wisconsin Wyoming Ontario Quebec Québec Manitoba Saskatchewan Alberta Victoria Queensland Tasmania Maharashtra Karnataka Gujarat Kerala Rajasthan Punjab Haryana Telangana Bihar Assam Delhi"),
        (2, "Hampshire Jersey Mexico York Carolina Dakota Virginia Island Columbia Scotia Brunswick Wales Australia Nadu Pradesh Bengal Rico"));

    /// <summary>First words of the names whose last word is in <see cref="States"/> with the value 2.</summary>
    public static readonly WordTable StateFronts = new((1, "New North South West Rhode British Nova Tamil Uttar Andhra Madhya Himachal Arunachal Puerto Western"));

    public static readonly ContextWords Codewords = new(
        20, "zip", "zipcode", "zip code", "zip_code", "postal code", "postal_code", "postalcode", "post code", "postcode", "plz", "postleitzahl", "code postal", "código postal", "codigo postal", "c.p", "cep", "codice postale", "postnummer", "postnr", "kod pocztowy", "pincode", "pin code", "psč", "irányítószám", "posta kodu");

    /// <summary>Postcode areas of the United Kingdom.</summary>
    public static readonly WordTable BritishAreas = new(
        (1, "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM " +
            "S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"));

    /// <summary>Words that end what is a post office box: PO Box 12, Postfach 10.</summary>
    public static readonly WordTable Boxes = new(
        (1, "postfach postbus postboks postbox bp apartado"),
        (2, "box postal postale correos pocztowa"));

    /// <summary>Words before those with the value 2.</summary>
    public static readonly WordTable BoxFronts = new((1, "po p.o o pob office post caixa casella boîte apartado de skrytka mail"));
}
