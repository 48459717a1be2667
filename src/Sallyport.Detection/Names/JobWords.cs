using System.Collections.Frozen;

namespace Sallyport.Detection.Names;

/// <summary>The part a word can have in the name of a job.</summary>
internal enum JobWord : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Names a job by itself: engineer, adjuster, directrice.</summary>
    Head = 1,

    /// <summary>Names a job where more than a name beside it says so: lead, partner, chair.</summary>
    Weak = 2,

    /// <summary>Stands before the head or after "of": senior, claims, human resources.</summary>
    Part = 3,
}

/// <summary>Words of job titles in the languages that the name model reads.</summary>
internal static class JobWords
{
    private const string Heads =
        "engineer developer programmer architect administrator sysadmin manager director executive president chairman chairwoman chairperson ceo cto cfo coo ciso cio cmo cpo chro vp svp evp avp founder co-founder cofounder " +
        "analyst consultant advisor adviser accountant auditor bookkeeper controller comptroller treasurer secretary assistant coordinator supervisor superintendent foreman specialist technician mechanic electrician plumber carpenter welder machinist " +
        "designer illustrator writer copywriter editor journalist reporter correspondent columnist photographer videographer librarian archivist curator translator interpreter " +
        "teacher professor lecturer tutor instructor trainer headmaster headmistress headteacher provost registrar " +
        "scientist researcher chemist physicist biologist geologist mathematician economist statistician actuary underwriter adjuster appraiser assessor surveyor inspector investigator examiner " +
        "psychologist psychiatrist psychotherapist therapist physiotherapist counselor counsellor caseworker midwife paramedic physician surgeon dentist veterinarian pharmacist radiologist cardiologist dermatologist oncologist neurologist pediatrician paediatrician gynecologist urologist anesthesiologist optometrist hygienist caregiver nanny babysitter " +
        "lawyer attorney solicitor barrister paralegal prosecutor magistrate notary clerk detective sergeant lieutenant colonel admiral commander constable sheriff firefighter trooper " +
        "dispatcher courier chef baker butcher waiter waitress bartender barista receptionist cashier salesman saleswoman salesperson salesclerk representative broker realtor merchandiser strategist recruiter contractor subcontractor operator gardener landscaper janitor housekeeper caretaker " +
        "senator congressman congresswoman governor mayor councilor councillor ambassador diplomat pastor priest bishop rabbi imam deacon chancellor " +
        "intern trainee apprentice freelancer entrepreneur banker trader teller webmaster gamekeeper zookeeper ombudsman spokesman spokeswoman spokesperson officer principal nurse " +
        "ingenieur ingenieurin geschäftsführer geschäftsführerin leiter leiterin abteilungsleiter abteilungsleiterin projektleiter projektleiterin vertriebsleiter vertriebsleiterin sachbearbeiter sachbearbeiterin entwickler entwicklerin softwareentwickler softwareentwicklerin buchhalter buchhalterin " +
        "lehrer lehrerin arzt ärztin oberarzt oberärztin hausarzt krankenschwester krankenpfleger pflegerin berater beraterin assistent assistentin direktor direktorin anwalt anwältin rechtsanwalt rechtsanwältin steuerberater steuerberaterin bürgermeister bürgermeisterin techniker technikerin " +
        "directeur directrice ingénieur ingénieure développeur développeuse comptable responsable infirmier infirmière médecin avocat avocate enseignant enseignante professeur gérant gérante pdg chargé chargée notaire pharmacien pharmacienne " +
        "directora ingeniero ingeniera gerente abogado abogada médico médica enfermero enfermera profesor profesora contador contadora desarrollador desarrolladora arquitecto arquitecta periodista " +
        "leraar lerares verpleegkundige adviseur advocaat boekhouder accountmanager medewerker huisarts ontwikkelaar " +
        "diretor diretora engenheiro engenheira advogado advogada enfermeiro enfermeira professora desenvolvedor desenvolvedora " +
        "direktør ingeniør udvikler lærer sygeplejerske advokat revisor rådgiver direktör ingenjör utvecklare lärare sjuksköterska läkare rådgivare";

    private const string WeakHeads =
        "lead head chair partner associate fellow agent driver guard pilot cook host coach judge captain major general marshal minister buyer planner tester farmer cleaner producer composer conductor owner dean doctor vet porter cleric scrum-master " +
        "chef leder chefe jefe jefa mitarbeiter mitarbeiterin";

    private const string Parts =
        "senior junior chief vice deputy associate assistant acting interim executive principal lead staff managing regional national global local district area branch general head certified registered licensed chartered qualified independent freelance " +
        "data software hardware systems system network security cyber cybersecurity information it cloud devops platform infrastructure database web mobile frontend front-end backend back-end full-stack fullstack machine learning ai ml research development quality assurance qa test reliability site release build integration solutions solution technical technology " +
        "product project program programme account accounts business operations operating operational financial finance investment portfolio risk compliance audit tax credit loan mortgage claims insurance legal policy privacy contract contracts procurement purchasing supply chain logistics warehouse inventory fleet production manufacturing plant maintenance facilities facility safety environmental energy field service " +
        "sales marketing brand content media social digital creative art graphic ux ui user experience customer client success support relationship relations public communications communication press event events community growth revenue partnership partnerships strategy strategic planning innovation transformation " +
        "human resources hr talent people recruitment recruiting payroll benefits training learning education school office administrative admin reception help desk helpdesk " +
        "medical clinical nursing nurse head care health healthcare hospital emergency surgical pediatric psychiatric dental laboratory lab pharmacy radiology " +
        "police fire government state federal county city town municipal chief-of-staff military army navy air force real estate property building construction civil mechanical electrical chemical industrial structural aerospace biomedical process design architectural landscape interior fashion food beverage kitchen hotel restaurant retail store shop bank banking branch trading equity fund wealth commercial corporate enterprise key scrum agile delivery implementation";

    private static readonly FrozenDictionary<uint, JobWord> s_words = Build();

    // One bit for 64 hashes and more: most words of a text are no part of a job and cost one look here.
    private static readonly ulong[] s_filter = Filter();

    /// <summary>The part that the word has, if it is written as a word.</summary>
    public static JobWord Of(in Word word)
    {
        // IT support, but not "it supports"
        if (word.Length == 2 && word.Shape != WordShape.Upper) return JobWord.None;
        if ((s_filter[(word.Hash >> 6) & 255] & (1ul << (int)(word.Hash & 63))) == 0) return JobWord.None;
        return word.Shape is WordShape.Lower or WordShape.Title or WordShape.Upper or WordShape.Mixed && s_words.TryGetValue(word.Hash, out var part) ? part : JobWord.None;
    }

    private static FrozenDictionary<uint, JobWord> Build()
    {
        var words = new Dictionary<uint, JobWord>();
        foreach (var (list, part) in new[] { (WeakHeads, JobWord.Weak), (Heads, JobWord.Head), (Parts, JobWord.Part) })
        {
            foreach (var word in list.Split(' ')) words.TryAdd(WordReader.HashOf(word), part);
        }

        return words.ToFrozenDictionary();
    }

    private static ulong[] Filter()
    {
        var filter = new ulong[256];
        foreach (var hash in s_words.Keys) filter[(hash >> 6) & 255] |= 1ul << (int)(hash & 63);
        return filter;
    }
}
