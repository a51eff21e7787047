import { Body, Controller, Get, HttpCode, Param, ParseEnumPipe, Post } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { AccountId } from '../accounts/account-id.js';
import { Accounts } from '../accounts/accounts.js';
import { AccountInPath } from '../accounts/for-account.decorator.js';
import { SimulatorStateDto, SwitchDto, TokenLifetimeDto, toReceivedRequest } from './simulator.dto.js';
import { type SwitchName, switchNames, SimulatorSwitches } from './simulator.switches.js';
import { SimulatorTraffic } from './simulator.traffic.js';

const shownRequests = 12;
const switchPipe = new ParseEnumPipe(Object.fromEntries(switchNames.map((name) => [name, name])));

/** Causes failures for the main account. Every action returns the state after it. */
@ApiTags('시뮬레이터 / simulator')
@ApiOkResponse({ type: SimulatorStateDto })
@Controller('api/simulator')
export class SimulatorController {
  constructor(
    private readonly simulator: EsignonSimulator,
    private readonly switches: SimulatorSwitches,
    private readonly traffic: SimulatorTraffic,
    private readonly accounts: Accounts,
  ) {}

  @Get()
  @ApiOperation({ summary: '시뮬레이터 상태와 최근 요청 / state and last requests' })
  state(@AccountId() id?: string): SimulatorStateDto {
    const account = this.accounts.get(id);
    return {
      on: this.switches.on(account),
      tokenLifetime: this.simulator.tokenLifetime,
      requests: this.traffic.last(shownRequests, account.companyId).map(toReceivedRequest),
    };
  }

  @Post('revoke')
  @HttpCode(200)
  @ApiOperation({ summary: '계정의 모든 토큰 폐기 / revoke every token of the account' })
  revoke(@AccountId() id?: string): SimulatorStateDto {
    this.switches.endTokens(this.accounts.get(id));
    return this.state(id);
  }

  @Post('expire')
  @HttpCode(200)
  @ApiOperation({ summary: '계정의 모든 토큰을 지금 만료 / end every token of the account now' })
  expire(@AccountId() id?: string): SimulatorStateDto {
    this.switches.endTokens(this.accounts.get(id));
    return this.state(id);
  }

  @Post('other-login')
  @HttpCode(200)
  @ApiOperation({ summary: '같은 계정으로 다른 곳에서 로그인 / log in elsewhere with the same account' })
  async logInElsewhere(@AccountId() id?: string): Promise<SimulatorStateDto> {
    await this.switches.logInElsewhere(this.accounts.get(id));
    return this.state(id);
  }

  @Post('token-lifetime')
  @HttpCode(200)
  @ApiBadRequestResponse({ description: '잘못된 시간 / no such time' })
  @ApiOperation({
    summary: '새 토큰의 유효 기간, 모든 계정 / lifetime of new tokens, of all accounts',
  })
  setTokenLifetime(@Body() { ms }: TokenLifetimeDto, @AccountId() id?: string): SimulatorStateDto {
    this.simulator.tokenLifetime = ms;
    return this.state(id);
  }

  @Post('restore')
  @HttpCode(200)
  @ApiOperation({ summary: '모두 정상으로 / put everything right again' })
  restore(@AccountId() id?: string): SimulatorStateDto {
    this.switches.restore(this.accounts.get(id));
    return this.state(id);
  }

  @Post(':name')
  @HttpCode(200)
  @ApiOperation({ summary: '장애 켜기, 끄기 / switch a problem on or off' })
  @ApiParam({ name: 'name', enum: switchNames })
  @ApiBadRequestResponse({ description: '없는 문제 / no such problem' })
  set(
    @Param('name', switchPipe) name: SwitchName,
    @Body() { on }: SwitchDto,
    @AccountId() id?: string,
  ): SimulatorStateDto {
    this.switches.set(this.accounts.get(id), name, on);
    return this.state(id);
  }
}

/** The same for the account in the path. */
@AccountInPath()
@Controller('api/accounts/:account/simulator')
export class AccountSimulatorController extends SimulatorController {}
