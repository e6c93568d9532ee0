-- Asks for one of the paths in FILE, any as likely as any other: wrk -s random.lua URL -- FILE SEED
dofile((debug.getinfo(1, "S").source:match("^@(.*)/") or ".") .. "/report.lua")

local requests = {}

-- The requests are made ahead, so that picking one costs nothing.
function init(args)
  math.randomseed(tonumber(args[2]))
  for path in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", path) end
end

function request()
  return requests[math.random(#requests)]
end
