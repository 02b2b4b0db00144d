-- Directives name categories of records, as decisions do; until now they named kinds of FHIR resource.
-- Where the category is wider than the kind was, a denial is widened with it, and a permission ends: it permitted less.
UPDATE "consent_directive"
SET "withdrawn_at" = now(), "withdrawn_by" = 'migration consent_categories'
WHERE "withdrawn_at" IS NULL AND "decision" = 'PERMIT' AND "category" IN ('RelatedPerson', 'CareTeam', 'MedicationDispense');

UPDATE "consent_directive"
SET "category" = CASE "category"
  WHEN 'Patient' THEN 'DEMOGRAPHICS'
  WHEN 'RelatedPerson' THEN 'DEMOGRAPHICS'
  WHEN 'CareTeam' THEN 'ENCOUNTERS'
  WHEN 'Encounter' THEN 'ENCOUNTERS'
  WHEN 'Condition' THEN 'CONDITIONS'
  WHEN 'Observation' THEN 'OBSERVATIONS'
  WHEN 'AllergyIntolerance' THEN 'ALLERGIES'
  WHEN 'Immunization' THEN 'IMMUNIZATIONS'
  WHEN 'Procedure' THEN 'PROCEDURES'
  WHEN 'DiagnosticReport' THEN 'REPORTS'
  WHEN 'MedicationRequest' THEN 'MEDICATIONS'
  WHEN 'MedicationDispense' THEN 'MEDICATIONS'
  ELSE "category"
END
WHERE "category" IS NOT NULL;
