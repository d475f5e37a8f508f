# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# ruff: noqa: D103
"""Runs inside gem5, in its own Python: builds the machine, runs one program, writes what it took.

    gem5 ... configuration.py REQUEST.json

Never imported by hasten. What may differ between versions of gem5 is asked of its classes'
parameters, never tried: giving a SimObject to a name that a class does not know makes it a child
without a word.
"""

import json
import sys

import m5
from m5 import objects

MAIN_REACHED = "simpoint starting point found"
TOO_MANY = "a thread reached the max instruction count"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        request = json.load(file)
    system = machine(request)
    objects.Root(full_system=False, system=system)
    m5.instantiate()
    start = 0
    ended = m5.simulate()
    if ended.getCause() == MAIN_REACHED:
        start = switch_to_detail(system, request["most_instructions"])
        ended = m5.simulate()
    result = {
        "cause": ended.getCause(),
        "code": ended.getCode(),
        "ticks": m5.curTick() - start,
        "ticks_per_second": m5.ticks.fromSeconds(1.0),
        "warmed_up": start > 0,
    }
    with open(request["result"], "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(result, file)


def machine(request):
    processor = request["processor"]
    system = objects.System(mem_mode="timing", mmap_using_noreserve=True)
    system.clk_domain = objects.SrcClockDomain(
        clock=processor["clock"], voltage_domain=objects.VoltageDomain()
    )
    system.mem_ranges = [m5.params.AddrRange(request["memory"])]
    system.workload = objects.SEWorkload.init_compatible(request["executable"])
    system.cpu = core(processor)
    system.cpu.workload = process(request)
    first = system.cpu
    if request["main"] is not None:
        first = warm_up(system, getattr(objects, processor["atomic"]), request["main"])
    elif request["most_instructions"]:
        system.cpu.max_insts_any_thread = request["most_instructions"]
    connect(system, first, processor)
    for cpu in {system.cpu, first}:
        cpu.createThreads()
    return system


# --- running fast up to main -------------------------------------------------------------------


def warm_up(system, kind, address):
    """The core that runs first. It has the caches; the detailed one takes over all of it."""
    system.mem_mode = "atomic"
    system.cpu.switched_out = True
    system.cpu.cpu_id = 0
    system.warmer = kind(workload=system.cpu.workload, cpu_id=0)
    target = m5.params.PcCountPair(address, 1)
    system.milestones = objects.PcCountTrackerManager(targets=[target])
    system.warmer.tracker = objects.PcCountTracker(
        targets=[target], core=system.warmer, ptmanager=system.milestones
    )
    return system.warmer


def switch_to_detail(system, most_instructions):
    """Begin to measure; returns the time."""
    m5.switchCpus(system, [(system.warmer, system.cpu)], verbose=False)
    m5.stats.reset()
    if most_instructions:
        system.cpu.scheduleInstStop(0, most_instructions, TOO_MANY)
    return m5.curTick()


def process(request):
    return objects.Process(
        executable=request["executable"],
        cmd=request["argv"],
        env=request["env"],
        cwd=request["cwd"],
        input="cin",
        output=request["output"],
        errout=request["errors"],
        maxStackSize=request["stack"],
    )


# --- the core ----------------------------------------------------------------------------------


def core(processor):
    kind = getattr(objects, processor["cpu"])
    cpu = kind()
    own = dict(processor.get("core", {}))
    if "units" in processor:
        pool = objects.FUPool(FUList=units(processor["units"]))
        if "instQueues" in kind._params:
            cpu.instQueues = [objects.IQUnit(numEntries=own.pop("numIQEntries"), fuPool=pool)]
        else:
            cpu.fuPool = pool
    for name, value in own.items():
        if name not in kind._params:
            raise SystemExit(f"this gem5's {processor['cpu']} has no parameter {name}")
        setattr(cpu, name, value)
    if "branches" in processor:
        cpu.branchPred = branch_predictor(processor["branches"])
    return cpu


def units(ports):
    """A unit for each port, and one for every class of operations that no port is there for."""
    known = list(m5.params.allEnums["OpClass"].vals)
    made = []
    covered = set()
    for port in ports:
        operations = [one for one in port if one[0] in known]
        covered.update(name for name, _, _ in operations)
        made.append(unit(operations))
    rest = [
        name for name in known if name not in covered and name not in ("No_OpClass", "Num_OpClass")
    ]
    made.append(unit([[name, 1, True] for name in rest]))
    return made


def unit(operations):
    described = [
        objects.OpDesc(opClass=name, opLat=latency, pipelined=pipelined)
        for name, latency, pipelined in operations
    ]
    return objects.FUDesc(opList=described, count=1)


def branch_predictor(wanted):
    tage = objects.LTAGE_TAGE(maxHist=wanted["maxHist"])
    indirect = objects.SimpleIndirectPredictor(**wanted["indirect"])
    known = objects.BranchPredictor._params
    if "conditionalBranchPred" in known:
        return objects.BranchPredictor(
            conditionalBranchPred=objects.LTAGE(tage=tage),
            btb=objects.SimpleBTB(numEntries=wanted["btb_entries"], tagBits=wanted["btb_tag"]),
            ras=objects.ReturnAddrStack(numEntries=wanted["ras"]),
            indirectBranchPred=indirect,
            instShiftAmt=2,
        )
    predictor = objects.LTAGE(tage=tage, indirectBranchPred=indirect)
    if "btb" in known:
        predictor.btb = objects.SimpleBTB(
            numEntries=wanted["btb_entries"], tagBits=wanted["btb_tag"]
        )
        predictor.ras = objects.ReturnAddrStack(numEntries=wanted["ras"])
    else:
        predictor.BTBEntries = wanted["btb_entries"]
        predictor.BTBTagSize = wanted["btb_tag"]
        predictor.RASSize = wanted["ras"]
    return predictor


# --- caches and memory -------------------------------------------------------------------------


def connect(system, cpu, processor):
    """Three levels of caches between a core and the memory."""
    wanted, width = processor["caches"], processor["crossbar_width"]
    policy = getattr(objects, processor["replacement"])

    def cache(name, **own):
        return objects.Cache(replacement_policy=policy(), **wanted[name], **own)

    system.l1i = cache("l1i", is_read_only=True, writeback_clean=True)
    system.l1d = cache(
        "l1d", write_allocator=objects.WriteAllocator(**processor["write_allocator"])
    )
    cpu.icache_port, cpu.dcache_port = system.l1i.cpu_side, system.l1d.cpu_side
    system.l2bus = objects.L2XBar(width=width)
    ports = system.l2bus.cpu_side_ports
    system.l1i.mem_side = system.l1d.mem_side = ports
    cpu.mmu.connectWalkerPorts(ports, ports)
    system.l2 = cache("l2", writeback_clean=True, cpu_side=system.l2bus.mem_side_ports)
    snoops = objects.SnoopFilter(lookup_latency=0, max_capacity=processor["snoop_filter"])
    system.l3bus = objects.L2XBar(width=width, snoop_filter=snoops)
    system.l2.mem_side = system.l3bus.cpu_side_ports
    system.l3 = cache("l3", cpu_side=system.l3bus.mem_side_ports)
    system.membus = objects.SystemXBar(width=width)
    system.l3.mem_side = system.system_port = system.membus.cpu_side_ports
    connect_interrupts(cpu, system.membus)
    memory = getattr(objects, processor["memory"])(range=system.mem_ranges[0])
    system.memory = objects.MemCtrl(dram=memory, port=system.membus.mem_side_ports)


def connect_interrupts(cpu, bus):
    cpu.createInterruptController()
    if "pio" in cpu.interrupts[0]._ports:
        cpu.interrupts[0].pio = bus.mem_side_ports
        cpu.interrupts[0].int_requestor = bus.cpu_side_ports
        cpu.interrupts[0].int_responder = bus.mem_side_ports


if __name__ == "__m5_main__":
    main()
