namespace Sallyport.Detection.ContentClasses;

/// <summary>Words of personnel files, pay, applications and reviews.</summary>
internal static class HrWords
{
    public const string Text = """
        2.5: performance review, performance improvement plan, disciplinary action, written warning, severance package, severance pay, notice period, employee id, employee number, personnel file, base salary, annual salary, salary band, pay grade, payroll, compensation package, stock options, equity grant, annual leave, sick leave, parental leave, maternity leave, paternity leave, exit interview, offer letter, job applicant, applicant, candidate interview, hiring manager, background check, direct report, direct reports, headcount reduction, layoffs, laid off, workplace harassment, grievance, human resources, curriculum vitae, cover letter, onboarding checklist, fmla, w-2, 401k, probation period, probationary period, overtime pay, terminated for cause, reasonable accommodation, meets expectations, exceeds expectations, below expectations
        1.2: employee, employees, employer, salary, salaries, bonus, promotion, resignation, resigned, termination, recruiter, candidate, candidates, résumé, resume, wages, tenure, absence, absences, payslip, appraisal, supervisor, union, redundancy, hr, job title, start date, vacation days
        0.5: manager, hiring, interview, benefits, team lead, skills, experience, department, leave, staff, job
        2.5: mitarbeitergespräch, personalakte, personalabteilung, gehaltsabrechnung, lohnabrechnung, bruttogehalt, jahresgehalt, gehaltserhöhung, arbeitsvertrag, aufhebungsvertrag, arbeitszeugnis, abmahnung, abfindung, krankmeldung, arbeitsunfähigkeit, elternzeit, mutterschutz, urlaubstage, urlaubsanspruch, probezeit, bewerbungsunterlagen, lebenslauf, vorstellungsgespräch, betriebsrat, personalnummer, kündigungsschutz, stellenabbau, zielvereinbarung, steuerklasse
        1.2: mitarbeiter, mitarbeiterin, mitarbeiters, arbeitnehmer, arbeitgeber, gehalt, lohn, bewerber, bewerberin, bewerbung, kündigung, vorgesetzte, vorgesetzter, überstunden, beförderung, fehlzeiten, personal
        0.5: urlaub, abteilung, stelle, team
        2.5: entretien annuel, bulletin de paie, fiche de paie, salaire brut, contrat de travail, rupture conventionnelle, indemnité de licenciement, licenciement, lettre de motivation, période d'essai, congé maternité, congé parental, congés payés, arrêt maladie, ressources humaines, dossier du personnel, matricule, avertissement disciplinaire, augmentation de salaire, heures supplémentaires, préavis, curriculum vitae
        1.2: salarié, salariée, salariés, employé, employée, employeur, salaire, candidat, candidate, candidature, prime, embauche, démission, poste, promotion, supérieur hiérarchique
        0.5: équipe, service, congés, entretien
        2.5: evaluación de desempeño, nómina, salario bruto, contrato de trabajo, despido, despido improcedente, carta de despido, finiquito, baja médica, baja por maternidad, permiso parental, periodo de prueba, recursos humanos, expediente personal, carta de presentación, currículum, horas extra, aumento salarial, amonestación, número de empleado, vacaciones anuales
        1.2: empleado, empleada, empleados, trabajador, trabajadora, salario, sueldo, candidato, candidata, contratación, dimisión, puesto, ascenso, empleador, indemnización
        0.5: equipo, departamento, vacaciones, entrevista
        """;
}
