const facility = 'F-';
const pharmacy = 'PH-';

/** The id of the pharmacy of a facility, `PH-DI-001` of `F-DI-001`: apps keep objects by their ids, so that no two may share one. */
export function pharmacyIdOf(facilityId: string): string {
  return facilityId.startsWith(facility) ? pharmacy + facilityId.slice(facility.length) : facilityId;
}

/** The code of a pharmacy's facility, by either. */
export function facilityOfPharmacy(id: string): string {
  return id.startsWith(pharmacy) ? facility + id.slice(pharmacy.length) : id;
}
