// CKPImarc of readings typed by hand, and what it rests on:
//   jshell --class-path 'ckpi-cli/target/app/*' examples/jshell/marc.jsh
import io.ckpi.core.*
import io.ckpi.core.stat.*
import io.ckpi.scoring.*
Map<String, Reading> readings = Map.of(
        "lead.acceptance", Shares.withDefaults().of(54, 100),
        "site.visitor-to-lead", Shares.withDefaults().of(300, 10_000),
        "economics.roi", new Measured(Estimate.of(250, Unit.PERCENT)),
        "economics.ltv-to-cac", new Measured(Estimate.of(3.4, Unit.RATIO)),
        "nurture.lift", new Measured(Estimate.of(1.3, Unit.RATIO)))
CompositeResult result = CkpiMarc.standard().score(readings)
System.out.println(result)
System.out.println(result.contributions())
/exit
