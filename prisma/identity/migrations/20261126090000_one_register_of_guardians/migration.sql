-- Who is whose guardian stands in one register, health-id's.
ALTER TABLE "account" DROP COLUMN "dependants";
