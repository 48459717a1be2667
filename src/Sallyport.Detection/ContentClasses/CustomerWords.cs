namespace Sallyport.Detection.ContentClasses;

/// <summary>Words of lists and files about customers. They count together with the contact data that stands beside them.</summary>
internal static class CustomerWords
{
    public const string Text = """
        2.5: customer id, customer_id, customerid, customer number, customer no, customer name, customer_name, account number, account_number, account holder, first name, last name, first_name, last_name, firstname, lastname, full_name, date of birth, dob, date_of_birth, billing address, shipping address, email address, email_address, phone number, phone_number, loyalty id, policy number, policyholder, order history, crm export, postal code, postal_code, zip code, zipcode, customer record, customer list, last purchase, lifetime value, subscriber id
        1.0: customer, customers, subscriber, subscribers, client, clients, address, phone, mobile, email, e-mail, postcode, zip, street, city, order no, order number, invoice number, contact person, account
        2.5: kundennummer, kunden-nr, kundenname, kundenliste, vorname, nachname, geburtsdatum, rechnungsadresse, lieferadresse, vertragsnummer, kundendaten, postleitzahl, plz, kontoinhaber, telefonnummer, e-mail-adresse
        1.0: kunde, kundin, kunden, anschrift, adresse, telefon, strasse, straße, wohnort, bestellnummer, auftragsnummer
        2.5: numéro client, n° client, nom du client, prénom, date de naissance, adresse de facturation, adresse de livraison, code postal, fichier clients, numéro de téléphone, titulaire du compte, numéro de contrat
        1.0: client, clients, cliente, adresse, téléphone, courriel, ville, commande
        2.5: número de cliente, nombre del cliente, apellidos, fecha de nacimiento, dirección de facturación, dirección de envío, código postal, lista de clientes, número de teléfono, titular de la cuenta, número de póliza
        1.0: cliente, clientes, nombre, dirección, teléfono, correo electrónico, ciudad, pedido
        """;
}
