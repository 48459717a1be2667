namespace Sallyport.Detection.Identifiers;

/// <summary>Words that name a number, by what they name. Lower case; accents and case do not count when read, nor a plural or an ending such as -number.</summary>
internal static class LabelLists
{
    /// <summary>Papers, accounts and things that every country has.</summary>
    public const string Documents = """
        passport: passport, passport book, travel document, reisepass, pass nr, pass nummer, passeport, pasaporte, passaporto, passaporte, paspoort, pasport, paszport, passnummer, passnr, pasnummer, passi, passinumero, pasaport, útlevél, cestovní pas, cestovný pas, pașaport, паспорт, загранпаспорт, заграничный паспорт, διαβατήριο, διαβατηρίου, جواز السفر, جواز سفر, דרכון, पासपोर्ट, hộ chiếu, paspor, 护照, 護照, パスポート, 旅券, 여권, หนังสือเดินทาง, vegabréf, putovnica, pasoš, potni list
        driver-license: driver license, drivers license, driver s license, driver licence, drivers licence, driver s licence, driving license, driving licence, driving permit, driver permit, driver lic, drivers lic, license no, licence no, license number, licence number, license id, dl, dln, dl no, dlnumber, license nbr, driverslicense, driverlicense, fahrerlaubnis, führerschein, fuehrerschein, führerscheinnummer, fs nr, permis de conduire, permis conduire, permis, licencia de conducir, licencia de conduccion, licencia de manejo, permiso de conducir, carnet de conducir, carné de conducir, patente di guida, patente, carta de condução, carteira de motorista, carteira de habilitação, cnh, habilitação, rijbewijs, prawo jazdy, prawa jazdy, körkort, kørekort, førerkort, ajokortti, řidičský průkaz, řidičského průkazu, vodičský preukaz, permis de conducere, vezetői engedély, jogosítvány, ehliyet, sürücü belgesi, водительское удостоверение, водительских прав, водійське посвідчення, δίπλωμα οδήγησης, άδεια οδήγησης, רישיון נהיגה, رخصة القيادة, giấy phép lái xe, bằng lái, 驾驶证, 驾照, 駕照, 運転免許証, 運転免許, 免許証番号, 운전면허, 면허번호, ใบขับขี่, vozačka dozvola, vozniško dovoljenje
        national-id: national id, national identity, national identification, national identifier, nationalid, national insurance, identity card, identity number, identity document, identification number, identification card, id card, idcard, id document, personal id, personal identification, personal identity, personal code, personal number, citizen id, citizenship, civil id, government id, state id, resident id, residence permit, resident card, residence card, green card, alien registration, alien number, voter id, voter, voters id, voter card, epic, voter registration, tribal id, military id, birth certificate, govt id, nid, nin, nic, natid, photo id, ausweis, personalausweis, ausweisnummer, personenkennzahl, aufenthaltstitel, ausländerausweis, carte d identité, carte nationale d identité, cni, pièce d identité, titre de séjour, numéro national, documento, documento nacional de identidad, documento de identidad, documento de identificación, número de documento, número de identificación de extranjero, número de identidad, identificación, identidad, carnet de identidad, cédula, cédula de identidad, cédula de ciudadanía, cedula, credencial para votar, clave de elector, carta d identità, carta di identità, carta identità, documento d identità, permesso di soggiorno, identidade, documento de identidade, carteira de identidade, registro geral, rg, cartão de cidadão, bilhete de identidade, título de eleitor, identiteitskaart, identiteitsbewijs, id kaart, verblijfsvergunning, dowód, dowodu, dowód osobisty, dowodu osobistego, nr dowodu, id kort, legitimation, henkilökortti, občanský průkaz, číslo op, občiansky preukaz, buletin, carte de identitate, seria și numărul, személyi igazolvány, személyi, kimlik, kimlik no, kimlik numarası, tc kimlik, nüfus cüzdanı, удостоверение личности, удостоверение, лична карта, посвідчення, ταυτότητα, δελτίο ταυτότητας, αρ ταυτότητας, תעודת זהות, ת ז, הויה, الرقم القومي, رقم الهوية, الهوية الوطنية, رقم البطاقة, مدنی, पहचान पत्र, मतदाता, căn cước, cccd, cmnd, chứng minh nhân dân, kartu tanda penduduk, pagkakakilanlan, kitambulisho, 身份证, 身分證, 身份證, 居民身份证, 在留カード, マイナンバー, 個人番号, 身分証, 주민등록, 주민번호, 외국인등록, 신분증, บัตรประชาชน, ประจำตัวประชาชน, osobna iskaznica, lična karta, osebna izkaznica, isikukood, asmens kodas, personas kods, kennitala, id number
        tax-id: tax id, tax identification, tax identifier, tax number, tax no, tax file, tax reference, tax ref, taxpayer, taxpayer id, tax payer, taxid, tax identity, tax code, tin, fiscal id, fiscal number, fiscal code, employer identification, employer id, federal id, ein, itin, individual taxpayer, atin, utr, unique taxpayer, company number, company registration, registration number, business number, business registration, steuernummer, steuernr, st nr, steuer id, steuerid, steueridentifikationsnummer, steuer identifikationsnummer, idnr, id nr, identifikationsnummer, steuerliche, wirtschafts id, numéro fiscal, numero fiscal, identifiant fiscal, spi, siren, siret, nif, cif, número de identificación fiscal, identificación fiscal, identificación tributaria, rut, rfc, nit, ruc, cuit, cuil, rif, registro federal de contribuyentes, codice fiscale, cod fisc, partita iva, p iva, piva, número de contribuinte, contribuinte, cnpj, cpf, cadastro, inscrição estadual, fiscaal nummer, rsin, kvk, btw nr, nip, regon, krs, nr identyfikacji podatkowej, organisationsnummer, orgnr, organisasjonsnummer, org nr, orgnummer, momsnr, cvr, se nr, y tunnus, ytunnus, dič, dic, ič, ičo, adóazonosító, adószám, adóazonosító jel, cui, cod fiscal, codul fiscal, ein no, vergi no, vergi numarası, vergi kimlik, vkn, инн, кпп, огрн, іпн, рнокпп, єдрпоу, булстат, бин, афм, αφμ, α φ μ, מספר עוסק, ח פ, الرقم الضريبي, npwp, mã số thuế, mst, 税号, 纳税人识别号, 统一社会信用代码, 統一編號, 法人番号, 사업자등록번호, 사업자번호, เลขประจำตัวผู้เสียภาษี, oib, pib, davčna številka, gst, gstin, gst no, abn, acn, tfn, ird, uen, brn, pps, ppsn, vat, vat id, vat no, vat reg, ust id, ust idnr, ustid, umsatzsteuer, umsatzsteuer id, uid nummer, n tva, tva intracommunautaire, btw nummer, vat number, u st id nr, u st id, ust id nr, mwst, mwst nr
        bank-account: bank account, account, account number, account no, acct, acct no, accnum, acc no, acc number, a c, a c no, checking account, savings account, current account, beneficiary account, deposit account, bank acct, bankaccount, accountnumber, kontonummer, konto, ktonr, kto, kto nr, bankkonto, bankverbindung, compte, compte bancaire, numéro de compte, n de compte, rib, cuenta, cuenta bancaria, número de cuenta, cuenta corriente, cuenta de ahorros, conto, conto corrente, numero di conto, c c, conta, conta corrente, número da conta, rekening, rekeningnummer, bankrekening, rachunek, rachunku, numer rachunku, nr konta, bankgiro, plusgiro, kontonr, registreringsnummer, tili, tilinumero, pankkitili, účet, číslo účtu, účtu, cont bancar, contul, bankszámla, bankszámlaszám, számlaszám, hesap, hesap no, hesap numarası, счет, счёт, расчетный счет, р с, рахунок, λογαριασμός, λογαριασμού, חשבון, חשבון בנק, رقم الحساب, حساب, खाता, खाता संख्या, số tài khoản, tài khoản, nomor rekening, no rek, 账号, 银行账号, 银行账户, 帳號, 口座番号, 口座, 계좌번호, 계좌, เลขที่บัญชี, เลขบัญชี, račun, broj računa, cbu, cvu, clabe, clabe interbancaria, mexican clabe, acc
        card: card, credit card, debit card, creditcard, debitcard, card number, cardnumber, bank card, payment card, charge card, cc, ccn, ccnum, cc number, charged, charge, visa, mastercard, master card, maestro, amex, american express, discover, diners, diners club, jcb, unionpay, rupay, mir, troy, kreditkarte, kreditkartennummer, kreditkarten nr, karte, kartennummer, bankkarte, carte, carte bancaire, carte de crédit, carte bleue, cb, tarjeta, tarjeta de crédito, tarjeta de débito, carta di credito, carta di debito, carta, carta n, cartão, cartão de crédito, creditcard, creditcardnummer, kaart, kaartnummer, pinpas, karta, karta kredytowa, karty, numer karty, karty kredytowej, kort, kortnummer, kreditkort, betalkort, betalingskort, kontokort, luottokortti, kortti, korttinumero, kreditní karta, card de credit, bankkártya, kártya, kredi kartı, kart, kart no, карта, карты, кредитная карта, номер карты, κάρτα, כרטיס אשראי, بطاقة, بطاقة ائتمان, कार्ड, thẻ, thẻ tín dụng, kartu kredit, 信用卡, 银行卡, 卡号, 卡號, クレジットカード, カード番号, 카드, 신용카드, บัตรเครดิต
        cvv: cvv, cvc, cvv2, cvc2, csc, cid, security code, card security, card verification, verification value, cvv code, cvc code, prüfziffer, kartenprüfnummer, sicherheitscode, code de sécurité, cryptogramme, código de seguridad, codice di sicurezza, código de segurança, beveiligingscode, kod cvv, säkerhetskod, güvenlik kodu, セキュリティコード, 安全码
        routing: routing, routing number, routing no, routing transit, aba, aba number, rtn, transit number, bank code, bankleitzahl, blz, code banque, wire routing, fedwire, institution number
        sort-code: sort code, sortcode, nsc
        bsb: bsb
        ifsc: ifsc, ifsc code, ifs code, neft, rtgs
        insurance-card: insurance, insurance number, insurance policy, insurance id, insurance card, insurance code, policy, policy number, policy no, health insurance, health plan, health card, health plan id, health number, member id, member number, member no, memberid, subscriber id, subscriber number, subscriber, beneficiary id, beneficiary number, group number, medicaid, medicaid id, medicare, medicare id, medicare number, medicare card, medicare beneficiary, mbi, hicn, krankenversicherung, krankenversichertennummer, versichertennummer, versicherungsnummer, versicherten nr, krankenkasse, kvnr, egk, carte vitale, mutuelle, numéro d assuré, seguro médico, seguro de salud, número de afiliado, póliza, tessera sanitaria, cartão de saúde, plano de saúde, carteirinha, zorgverzekering, polisnummer, polis, ubezpieczenie, försäkring, cns, cartão nacional de saúde, ohip, phn, bcphn, ramq, 保険証, 被保険者番号, 건강보험, 医保
        medical-record: mrn, medical record, medical record number, medical record no, medical records, medical file, medical id, med rec, med rec no, health record, patient id, patient number, patient no, patient identifier, patient record, patient file, patient mrn, patientid, chart number, chart no, encounter id, encounter number, hospital number, hospital id, hospital no, ur number, unit record, admission number, accession number, specimen, lab id, krankenakte, patientennummer, patienten nr, patienten id, fallnummer, aktenzeichen patient, numéro de patient, dossier médical, dossier patient, ipp, nip patient, historia clínica, número de historia, nhc, expediente clínico, cartella clinica, prontuário, patiëntnummer, dossiernummer, karta pacjenta, journalnummer, patientnummer, potilasnumero, hasta no, protokol no, история болезни, 病历号, 住院号, カルテ番号, 診察券番号, 환자번호, 등록번호
        plate: license plate, licence plate, number plate, plate, plate no, plate number, plates, license plates, numberplate, registration plate, vehicle registration, vehicle reg, car registration, car reg, reg no, reg number, registration number, vehicle number, bike s registration, reg plate, vrm, vrn, kennzeichen, kfz kennzeichen, nummernschild, autokennzeichen, immatriculation, plaque, plaque d immatriculation, matrícula, placa, placas, patente vehículo, targa, kenteken, nummerplaat, nr rejestracyjny, numer rejestracyjny, tablica rejestracyjna, tablice rejestracyjne, registreringsskylt, registreringsnummer, regnummer, nummerplade, skilt, rekisterikilpi, rekisterinumero, rekisteritunnus, spz, rz, státní poznávací značka, evidenčné číslo, ečv, număr de înmatriculare, nr înmatriculare, rendszám, plaka, plaka no, plakası, plakalı, гос номер, госномер, номерной знак, автомобильный номер, πινακίδα, לוחית רישוי, لوحة, biển số, biển số xe, plat nomor, nomor polisi, 车牌, 車牌, ナンバープレート, 車両番号, 차량번호, 번호판, ทะเบียนรถ, registarska oznaka, registracija
        vin: vin, vehicle identification, vehicle id, vehicle identifier, chassis, chassis no, chassis number, vin no, frame number, fahrgestellnummer, fahrzeug identifizierungsnummer, fahrzeugidentifikationsnummer, fin, numéro de série du véhicule, vis, bastidor, número de bastidor, telaio, numero di telaio, chassi, chassisnummer, nr vin, podwozia, chassinummer, stelnummer, understellsnummer, valmistenumero, şasi, şasi no, шасси, вин, αριθμός πλαισίου, 车架号, 車台番号, 차대번호
        imei: imei, imei no, imeisv, meid, esn
        imsi: imsi
        iccid: iccid, sim card, sim number, sim serial
        device: device id, device identifier, device serial, device serial number, device number, serial number, serial no, serial, s n, udid, android id, idfa, gaid, advertising id, seriennummer, gerätenummer, geräte id, numéro de série, número de serie, numero di serie, número de série, serienummer, numer seryjny, sarjanumero, seri no, серийный номер, 序列号, シリアル番号, pacemaker, implant, implant serial
        cloud: aws, aws account, aws account id, amazon account, arn, arn aws, owner id, ownerid, account id, accountid, iam, cloud account
        tenant: tenant, tenant id, tenantid, directory id, subscription, subscription id, subscriptionid, subscriptions, azure, azure subscription, azure tenant, entra, entra tenant, microsoftonline com, management group, ocid, project number, projectnumber, gcp project, organization id, billing account
        wallet: wallet, crypto wallet, crypto, solana, sol, bitcoin, btc, cryptocurrency, phantom, monero, xmr, ripple, xrp, wallet address

        """;

    /// <summary>Numbers of one country.</summary>
    public const string Countries = """
        ssn: ssn, social security, social security number, social sec, soc sec, ss no, ssn itin
        itin: itin, individual taxpayer, individual taxpayer identification, taxpayer identification, tax id, tin, tax identification
        ein: ein, employer identification, employer id, federal tax, federal tax id, federal id, tax id, tin, tax number, tax identification, taxpayer id, taxpayer identification, federal ein, w 9
        npi: npi, national provider, national provider identifier, provider id, provider identifier, provider number, npi number
        dea: dea, dea number, dea no, dea registration, prescriber, certificate, drug enforcement
        pesel: pesel, numer pesel, pesel nr
        nhs: nhs, nhs number, nhs no, national health service, health and care number, chi, chi number
        nino: national insurance, ni number, nino, ni no, nat ins
        aadhaar: aadhaar, aadhar, adhar, adhaar, uidai, आधार
        pan: pan, pan card, pan number, permanent account, permanent account number, पैन
        in-voter: voter, voter id, voters, vote, elector, epic, election card
        nric: nric, fin, ic, nric fin, nric no, identity card, foreign identification
        es-id: dni, nif, nie, documento nacional de identidad, número de identificación de extranjero, identificación de extranjero, documento
        it-cf: codice fiscale, cod fisc, c f, cf, fiscal code
        hetu: hetu, henkilötunnus, henkilötunnukseni, sosiaaliturvatunnus, sotu, personbeteckning, personal identity code, hetuni
        au-medicare: medicare, medicare card, medicare number, medicare no
        rrn: rrn, resident registration, frn, alien registration, foreigner registration, 주민등록, 주민번호, 주민등록번호, 외국인등록번호, 등록번호
        personnummer: personnummer, pnr, personnr, samordningsnummer, personal identity, fødselsnummer, fødselsnr, fnr, d nummer, cpr, cpr nummer, cpr nr, cprnr, kennitala, kt, swedish id
        tckn: tckn, tc kimlik, t c kimlik, tc no, kimlik, kimlik no, kimlik numarası, vatandaşlık, tc, turkish id
        za-id: rsa id, sa id, south african id, identity number, refugee id, permanent resident
        thai-id: thai id, thai national id, tnin, บัตรประชาชน, ประจำตัวประชาชน
        sin: sin, social insurance, social insurance number, nas, numéro d assurance sociale, assurance sociale
        bsn: bsn, burgerservicenummer, sofinummer, burger service nummer
        nir: nir, numéro de sécurité sociale, sécurité sociale, secu, sécu, numéro de sécu, insee, n ss, nss
        cpf: cpf, cadastro de pessoas físicas, cadastro de pessoa física
        cnpj: cnpj, cadastro nacional da pessoa jurídica
        curp: curp, clave única de registro, clave única
        rut: rut, rol único
        dni: dni, documento, documento nacional de identidad, cédula, cédula de identidad, cédula de ciudadanía, ci, cc, c c, documento de identidad, d n i
        rodne: rodné číslo, rodne cislo, rc, r č, rodného čísla, rč
        cnp: cnp, cod numeric personal
        egn: егн, egn, единен граждански номер, лнч
        jmbg: jmbg, јмбг, матични број, matični broj, emšo, emso, jmb, embg, ембг, jedinstveni matični broj
        oib: oib, osobni identifikacijski broj
        hkid: hkid, hong kong id, hong kong identity, 香港身份證, 身份證
        mykad: mykad, ic, ic no, ic number, nric, kad pengenalan, no kp, no ic, my kad
        mynumber: my number, mynumber, individual number, マイナンバー, 個人番号
        cn-id: 身份证, 身份证号, 身份证号码, 公民身份号码, resident identity, chinese id, citizen id, shenfenzheng
        tw-id: 身分證, 身分證字號, 統一證號, taiwan id
        nik: nik, ktp, no ktp, nomor ktp, nomor induk kependudukan, e ktp
        cnic: cnic, nic, nicop, شناختی کارڈ
        lk-nic: nic, national identity card
        cccd: cccd, căn cước, căn cước công dân, cmnd, chứng minh nhân dân, số định danh
        eg-nid: الرقم القومي, national id, رقم قومي
        il-id: תעודת זהות, ת ז, מספר זהות, teudat zehut, israeli id
        amka: amka, αμκα, α μ κ α
        hu-taj: taj, taj szám, tajszám
        hu-personal: személyi szám, személyi azonosító, személyi
        at-svnr: svnr, sv nummer, svnummer, sozialversicherungsnummer, sozialversicherung, versicherungsnummer
        ee-code: isikukood, asmens kodas, personal code, a k
        lv-code: personas kods, personal code
        ahv: ahv, avs, ahv nummer, numéro avs, navs, oasi, sozialversicherungsnummer
        be-nrn: rijksregisternummer, rijksregister, registre national, numéro national, insz, niss, nationalregister
        pps: pps, ppsn, pps number, personal public service
        de-svnr: rentenversicherungsnummer, rvnr, sozialversicherungsnummer, sv nummer, sozialversicherung, versicherungsnummer, sozialversicherungsausweis, vsnr
        de-id: personalausweis, ausweis, ausweisnummer, ausweis nr, personalausweisnummer, perso, identity card
        snils: снилс, snils
        ru-passport: паспорт, серия, серия и номер, russian passport
        inn: инн, inn, іпн, рнокпп, rnokpp, ідентифікаційний код, ідентифікаційний номер
        iin: иин, iin, жсн, бин, bin kz
        emirates-id: emirates id, eid, رقم الهوية
        sa-id: iqama, saudi id, هوية, رقم الهوية, إقامة
        kw-id: civil id, الرقم المدني
        ng-nin: nin, national identification number, bvn, bank verification number
        ke-id: kitambulisho, huduma
        philsys: philsys, philid, psn, phil id, umid, sss, gsis, crn
        steuer-id: steuer id, steuerid, steueridentifikationsnummer, steuer identifikationsnummer, idnr, id nr, identifikationsnummer, steuer identifikationsnr, steuerliche identifikationsnummer, tin, tax id
        ch-uid: uid, ide, uid nummer, mwst, mwst nr, tva
        de-tax-number: steuernummer, steuernr, st nr, steuer nr
        vat: vat, vat id, vat no, vat reg, vat registration, ust id, ust idnr, ustid, ustidnr, umsatzsteuer, tva, iva, btw, moms, mva, alv, dph, nip, nif, partita iva, afm, αφμ, пдв, áfa, pvm, ddv, pdv, tax id, tax number, u st id nr, u st id, u st id no, ust id nr, mwst, mwst nr, vat reg no
        tfn: tfn, tax file, tax file number
        abn: abn, australian business number, business number
        acn: acn, australian company number, company number
        gstin: gstin, gst, gst no, gst number, gst registration
        brn: brn, business registration, business registration number, 사업자등록번호, 사업자번호
        nip: nip, numer identyfikacji podatkowej, nr nip
        regon: regon
        piva: partita iva, p iva, piva, iva
        cif: cif, nif, código de identificación fiscal
        utr: utr, unique taxpayer reference, unique taxpayer
        siren: siren, rcs, siret
        pt-nif: nif, contribuinte, número de contribuinte, número de identificação fiscal
        rfc: rfc, registro federal de contribuyentes
        afm: αφμ, afm, α φ μ, a f m
        uen: uen, unique entity number
        orgnr: organisationsnummer, orgnr, org nr, org nummer, orgnummer, organisasjonsnummer, foretaksnummer, cvr, cvr nummer, y tunnus, company identity code
        ph-tin: tin, tax identification, taxpayer identification number
        npwp: npwp, nomor pokok wajib pajak
        vkn: vkn, vergi no, vergi numarası, vergi kimlik, vergi
        ird: ird, ird number
        dic: dič, dic, ičo, ičdph
        hu-tax: adóazonosító, adóazonosító jel, adószám
        cuit: cuit, cuil, cdi
        co-nit: nit
        pe-ruc: ruc
        mbi: mbi, medicare beneficiary, medicare id, medicare number, medicare
        kvnr: kvnr, krankenversichertennummer, versichertennummer, krankenversicherung, krankenkasse, egk, e gk, versicherten nr, krankenversicherungsnummer
        lanr: lanr, arztnummer, lebenslange arztnummer, arzt nr
        bsnr: bsnr, betriebsstättennummer, betriebsstätten nr, betriebsstätte
        icd: icd, icd 10, icd10, icd code, icd 10 cm, icd 10 gm, diagnosis, diagnosis code, diagnoses, dx, diagnose, diagnoseschlüssel, diagnostic, diagnóstico, diagnosi, cie 10, cim 10, rozpoznanie
        nhi: nhi, nhi number, national health index
        ohip: ohip, health card, carte santé, ramq, phn
        clabe: clabe, clabe interbancaria
        cbu: cbu, cvu
        nz-account: account, bank account, account number
        bankgiro: bankgiro, plusgiro, bg, pg

        """;

    /// <summary>Numbers of other kinds, which take a value away from every label before them; and words that may stand in between.</summary>
    public const string Others = """
        other: phone, telephone, tel, mobile, cell, cellphone, fax, whatsapp, telefon, teléfono, téléphone, handy, móvil, celular, telefone, rufnummer, mobil, телефон, 电话, 手机, 電話, 전화, order, order id, orders, invoice, invoices, ticket, case, case id, tracking, tracking number, sku, isbn, issn, ean, upc, gtin, asin, version, build, commit, port, process, timestamp, zip, postcode, postal, plz, amount, total, price, balance, revenue, quantity, page, chapter, rfc, cve, date, dob, birth, born, time, year, reference, ref, transaction, transaction id, request, request id, session, trace, span, error, line, row, column, bytes, size, checksum, hash, sha, md5, bestellung, bestellnummer, auftrag, auftragsnummer, rechnung, rechnungsnummer, rechnungs nr, commande, facture, pedido, factura, fattura, ordine, fatura, zamówienie, faktura, bestelling, factuur, kundennummer, customer, customer id, customer number, user id, employee, employee id, employee number, badge, sequence, model, part, part number, item, item number, product, product id, article, artikelnummer, room, flight, booking, reservation, confirmation, confirmation number, serial console
        list: and, or, und, oder, y, o, et, ou, e, ve, veya, en, of, og, och, ja, i, oraz, и, и, та
        filler: number, numbers, no, nr, num, nbr, n, nº, numero, número, numéro, nummer, numer, numeris, número de, id, code, is, was, are, ist, lautet, war, es, era, est, é, è, jest, är, er, on, for, the, my, your, his, her, their, our, this, that, its, with, value, mein, meine, meiner, ihre, ihr, seine, der, die, das, für, von, mi, su, tu, del, de, el, la, le, mon, ma, votre, du, meu, minha, do, da, a, il, lo, mio, mia, suo, sua, di, mijn, het, min, mitt, mit, din, sin eget, vårt, vår, unser, unsere, nuestro, notre, nosso, nostro, naš, mój, moja, moje, to, номер, мой, моя, αριθμός, αρ, číslo, č, szám, száma, numarası, numaram, no lu, nomor, số, của, رقم, מספר, नंबर, संख्या, as, new, old, current, valid, given, provided, listed, following, holder, card, official, personal, federal, full, und, also, ending, ends, in, format, eq, equals, field, string, str, var, txt, input, text, val, u, x, like, primary, secondary, us, uk, usa, eu, german, french, italian, spanish, indian, british, american, korean, canadian, australian, national, state, ca, bank, details, of, o, en
        verb: is, was, are, es, est, ist, är, er, jest, é, è, on, en, olan, я, это, является, là, adalah

        """;
}
