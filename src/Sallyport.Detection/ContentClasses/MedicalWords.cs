namespace Sallyport.Detection.ContentClasses;

/// <summary>Words of patient records, reports and letters.</summary>
internal static class MedicalWords
{
    public const string Text = """
        2.5: chief complaint, history of present illness, past medical history, review of systems, physical examination, differential diagnosis, discharge summary, assessment and plan, vital signs, blood pressure, heart rate, respiratory rate, oxygen saturation, spo2, mmhg, bpm, mg/dl, mmol/l, hemoglobin, haemoglobin, creatinine, leukocytes, platelets, hba1c, ecg, ekg, mri, ct scan, biopsy, metastasis, carcinoma, myocardial infarction, hypertension, type 2 diabetes, diabetes mellitus, copd, pneumonia, sepsis, atrial fibrillation, metformin, lisinopril, atorvastatin, amoxicillin, ibuprofen, insulin, warfarin, heparin, prednisone, omeprazole, levothyroxine, po bid, b.i.d, t.i.d, q.d, prn, differential, prognosis, icd-10, medical record number, mrn, hipaa, protected health information, outpatient, inpatient, anamnesis, comorbidities, contraindicated, intubated, oncology, cardiology, radiology report, patient presents with, no known drug allergies
        1.2: patient, patients, diagnosis, diagnosed, prescribed, prescription, symptoms, dosage, dose, mg, treatment, therapy, chronic, acute, surgery, surgical, clinical, hospital, physician, nurse, allergy, allergies, allergic, lesion, fever, nausea, dyspnea, edema, tumor, infection, antibiotic, antibiotics, medication, medications, lab results, referral, pregnant, psychiatric, depression, anxiety
        0.5: pain, blood, test results, doctor, health, medical, disease, chest, abdominal, years old, follow-up
        2.5: anamnese, arztbrief, entlassungsbrief, befund, befunde, diagnose, diagnosen, verdacht auf, blutdruck, herzfrequenz, sauerstoffsättigung, überweisung, überweisungsschein, laborwerte, blutwerte, vorerkrankungen, medikation, dosierung, nebenwirkungen, röntgen, kernspintomographie, computertomographie, biopsie, karzinom, herzinfarkt, bluthochdruck, diabetes mellitus, lungenentzündung, therapie, krankenkasse, versichertennummer, patientin, stationär, ambulant, schwangerschaft, psychotherapie
        1.2: patient, patienten, arzt, ärztin, klinik, krankenhaus, behandlung, symptome, beschwerden, schmerzen, operation, tabletten, allergie, fieber, chronisch, akut, verordnet, untersuchung
        0.5: gesundheit, blut, krankheit
        2.5: antécédents, antécédents médicaux, compte rendu d'hospitalisation, diagnostic, tension artérielle, fréquence cardiaque, ordonnance, posologie, traitement, effets secondaires, irm, scanner, biopsie, cancer, infarctus, hypertension, diabète, pneumonie, examen clinique, médecin traitant, sécurité sociale, hospitalisation, hospitalisé, hospitalisée, patiente
        1.2: patient, patients, médecin, symptômes, douleur, douleurs, fièvre, chirurgie, clinique, hôpital, prescrit, prescription, allergie, allergies, chronique, aigu, aiguë, mg, consultation
        0.5: santé, sang, maladie
        2.5: antecedentes, antecedentes personales, historia clínica, informe de alta, diagnóstico, tensión arterial, presión arterial, frecuencia cardíaca, exploración física, tratamiento, posología, efectos secundarios, resonancia magnética, biopsia, cáncer, infarto, hipertensión, diabetes, neumonía, analítica, hemoglobina, ingresado, ingresada, receta
        1.2: paciente, pacientes, médico, síntomas, dolor, fiebre, cirugía, hospital, recetado, alergia, alergias, crónico, crónica, agudo, aguda, mg, urgencias, consulta
        0.5: salud, sangre, enfermedad
        """;
}
