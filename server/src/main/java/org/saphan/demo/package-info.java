/// The sample service of the demo: the insurance commission's check of compulsory motor cover.
///
/// Read in this order:
///
/// 1. [SampleService]: the real HTTP service that the demo's agreement is about.
/// 2. [VehicleRoutes]: what it answers, also what the agreement does not grant.
/// 3. [Vehicles]: a table of 1,000,000 vehicles, worked out from a seed instead of being stored.
/// 4. [Shuffle]: the permutation that makes every row computable in both directions.
///
/// The totals are real (vehicles registered and insured on 31 May 2022, thaigov news 56890). Every
/// vehicle, person, insurer and date is invented, and says so where it is shown.
@org.jspecify.annotations.NullMarked
package org.saphan.demo;
